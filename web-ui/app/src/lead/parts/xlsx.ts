// SPDX-License-Identifier: Apache-2.0
// A table as an Excel file. Loaded only when somebody asks for one.
import writeExcelFile from "write-excel-file/universal";
import { download } from "./csv";

export type SheetCell = Date | string | number | boolean | null | undefined;

export async function saveSheet(
  name: string,
  head: string[],
  rows: SheetCell[][],
): Promise<void> {
  const heading = head.map((text) => ({ value: text, fontWeight: "bold" as const }));
  const cells = rows.map((row) =>
    row.map((value) =>
      value instanceof Date
        ? { value, type: Date, format: "yyyy-mm-dd hh:mm" }
        : value === null || value === undefined
          ? null
          : { value },
    ),
  );
  const file = await writeExcelFile([heading, ...cells], {
    columns: head.map(() => ({ width: 20 })),
    stickyRowsCount: 1,
  }).toBlob();
  download(name, file);
}
