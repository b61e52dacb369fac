// SPDX-License-Identifier: Apache-2.0
// An Excel file as the CSV texts it stands for: each sheet by its own name. Loaded only when
// somebody chooses one. Numbers stay as they are written: a barcode is a text of digits, not an
// amount.
import readXlsxFile from "read-excel-file/universal";

type Cell = string | boolean | Date | null;

export function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (!(cell instanceof Date)) return String(cell);
  const iso = cell.toISOString();
  return iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : iso;
}

export function csvText(rows: readonly (readonly Cell[])[]): string {
  const quoted = (text: string) =>
    /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return rows.map((row) => `${row.map((cell) => quoted(cellText(cell))).join(",")}\n`).join("");
}

/** The texts by the names of files: a sheet "skus" is skus.csv. */
export async function textsOf(book: Blob): Promise<Record<string, string>> {
  const sheets = await readXlsxFile<string>(book, { parseNumber: (written) => written });
  const texts: Record<string, string> = {};
  for (const { sheet, data } of sheets)
    if (data.length > 0)
      texts[`${sheet.trim().toLowerCase()}.csv`] = csvText(
        data as unknown as readonly (readonly Cell[])[],
      );
  return texts;
}
