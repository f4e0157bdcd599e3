import { expect, test } from "vitest";
import { median, quantile, ratios, significant, spread } from "../../../benchmarks/support/statistics.js";

test("a quantile lies between the two nearest values", () => {
  expect(quantile([4, 1, 3, 2], 0)).toBe(1);
  expect(quantile([4, 1, 3, 2], 1)).toBe(4);
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([10, 20], 0.95)).toBeCloseTo(19.5);
  expect(quantile([7], 0.95)).toBe(7);
  expect(() => quantile([], 0.5)).toThrow("nothing");
});

test("the median of an odd number of values is one of them, and the values keep their order", () => {
  const values = [9, 1, 5];
  expect(median(values)).toBe(5);
  expect(values).toEqual([9, 1, 5]);
  expect(spread(values)).toEqual({ median: 5, low: 1, high: 9 });
});

test("ratios are made round by round", () => {
  expect(ratios([2, 9], [1, 3])).toEqual([2, 3]);
  expect(() => ratios([1, 2], [1])).toThrow("no pairs");
});

test("numbers are rounded to the digits that count", () => {
  expect(significant(0.97312)).toBe(0.973);
  expect(significant(1234.5)).toBe(1230);
});
