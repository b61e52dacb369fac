// SPDX-License-Identifier: Apache-2.0
import writeExcelFile from "write-excel-file/universal";
import { expect, test } from "vitest";
import { cellText, csvText, textsOf } from "./xlsx_in";

test("cells are written as an import reads them", () => {
  expect(cellText(null)).toBe("");
  expect(cellText(new Date("2027-01-31T00:00:00Z"))).toBe("2027-01-31");
  expect(cellText(new Date("2010-12-03T08:00:00Z"))).toBe("2010-12-03T08:00:00.000Z");
  expect(csvText([["a", 'say "hi", then\ngo', true]])).toBe('a,"say ""hi"", then\ngo",true\n');
});

test("each sheet of a book is a file, and thirteen digits stay thirteen digits", async () => {
  const cell = (value: string | number) => ({ value });
  const sheet = (rows: (string | number)[][]) => rows.map((row) => row.map(cell));
  const book = await writeExcelFile([
    {
      sheet: "skus",
      data: sheet([
        ["code", "name_en"],
        ["A-1", "Cup, blue"],
      ]),
    },
    {
      sheet: "Barcodes",
      data: sheet([
        ["code", "sku"],
        [2010002000005, "A-1"],
      ]),
    },
  ]).toBlob();
  expect(await textsOf(book)).toEqual({
    "skus.csv": 'code,name_en\nA-1,"Cup, blue"\n',
    "barcodes.csv": "code,sku\n2010002000005,A-1\n",
  });
});
