import { afterEach, describe, expect, it } from "vitest";
import { t, useTranslations } from "../../../protocol/localise.js";

afterEach(() => useTranslations({}));

describe("t", () => {
  it("answers in English without translations", () => {
    expect(t("Stop")).toBe("Stop");
    expect(t("{0} of {1}", 3, "four")).toBe("3 of four");
  });

  it("answers in the language it was given, and in English where a text is missing", () => {
    useTranslations({ "{0} of {1}": "von {1}: {0}" });
    expect(t("{0} of {1}", 3, 4)).toBe("von 4: 3");
    expect(t("Stop")).toBe("Stop");
    expect(t("toString")).toBe("toString");
  });

  it("puts arguments in once: what stands in them is not a place", () => {
    expect(t("{0} {1}", "{1}", "$&")).toBe("{1} $&");
    expect(t("{0} {7}", "a")).toBe("a {7}");
  });
});
