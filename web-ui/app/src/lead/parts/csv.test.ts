// SPDX-License-Identifier: Apache-2.0
import { expect, it } from "vitest";
import { csv, csvCell } from "./csv";

it("quotes what a CSV reader would take apart", () => {
  expect(csvCell('a "b", c')).toBe('"a ""b"", c"');
  expect(csvCell("two\nlines")).toBe('"two\nlines"');
});
it("keeps leading zeros and leaves nothing for a spreadsheet to run", () => {
  expect(csvCell("0012")).toBe("0012");
  expect(csvCell("=1+1")).toBe("'=1+1");
  expect(csvCell("@SUM(A1)")).toBe("'@SUM(A1)");
  expect(csvCell(-5)).toBe("-5");
});
it("starts with a byte order mark and ends each line as RFC 4180 wants", () => {
  expect(csv(["名称"], [[null], [true]])).toBe("\uFEFF名称\r\n\r\ntrue\r\n");
});
