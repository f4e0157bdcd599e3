import { describe, expect, it } from "vitest";
import { testPlace } from "../../../extension/tests/testPlace.js";

describe("the place of new tests", () => {
  it.each([
    ["no tests, TypeScript", "src/cart.ts", "typescript", [], "src/cart.test.ts"],
    ["tests beside the code", "src/cart.ts", "typescript", ["src/sum.spec.ts", "src/a/b.spec.ts"], "src/cart.spec.ts"],
    [
      "__tests__",
      "src/shop/cart.jsx",
      "javascriptreact",
      ["src/a/__tests__/a.test.jsx"],
      "src/shop/__tests__/cart.test.jsx",
    ],
    ["one folder for all", "src/shop/cart.ts", "typescript", ["test/a.test.ts", "test/b.test.ts"], "test/cart.test.ts"],
    ["a folder that mirrors src", "src/shop/cart.ts", "typescript", ["test/user/a.test.ts"], "test/shop/cart.test.ts"],
    [
      "a folder that mirrors all",
      "server/cart.ts",
      "typescript",
      ["test/unit/x/a.test.ts"],
      "test/server/cart.test.ts",
    ],
    [
      "a package of several",
      "packages/a/src/x.ts",
      "typescript",
      ["packages/a/test/q/b.test.ts"],
      "packages/a/test/x.test.ts",
    ],
    ["no tests, Python", "shop/cart.py", "python", [], "tests/test_cart.py"],
    ["pytest beside the code", "shop/cart.py", "python", ["shop/sum_test.py"], "shop/cart_test.py"],
    ["Go", "shop/cart.go", "go", ["other/x_test.go"], "shop/cart_test.go"],
    ["Rust", "crates/a/src/shop/cart.rs", "rust", [], "crates/a/tests/cart.rs"],
    [
      "Maven",
      "app/src/main/java/a/Cart.java",
      "java",
      ["app/src/test/java/b/SumTest.java"],
      "app/src/test/java/a/CartTest.java",
    ],
    ["a name with dots", "a/b.service.ts", "typescript", [], "a/b.service.test.ts"],
  ])("%s", (_, source, language, files, place) => {
    expect(testPlace(source, language, files)).toBe(place);
  });

  it("is the file that tests the code already, the nearest one", () => {
    const files = ["test/cart.test.ts", "src/shop/cart.spec.ts", "src/other/cart.spec.ts"];
    expect(testPlace("src/shop/cart.ts", "typescript", files)).toBe("src/shop/cart.spec.ts");
  });
});
