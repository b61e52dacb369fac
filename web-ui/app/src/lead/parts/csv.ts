// SPDX-License-Identifier: Apache-2.0
// Rows as a CSV file: RFC 4180, with a byte order mark for Excel, and harmless in a spreadsheet
// (a cell that would be read as a formula is quoted with an apostrophe).

export type Cell = string | number | boolean | null | undefined;

export function csvCell(value: Cell): string {
  if (value === null || value === undefined) return "";
  let text = String(value);
  if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv(head: string[], rows: Cell[][]): string {
  return `\uFEFF${[head, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

export function download(
  name: string,
  content: string | Blob,
  type = "text/csv;charset=utf-8",
): void {
  const file = content instanceof Blob ? content : new Blob([content], { type });
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
