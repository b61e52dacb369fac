// SPDX-License-Identifier: Apache-2.0
// What a printer would obey if it stood between its commands: the names of all commands of each
// language (from the makers' programming guides, named in labels.md), and its control sequences.
// attack() writes one as it would have to be written to be obeyed.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace wms::test {

inline constexpr std::string_view zpl_formats[] = {
    "A",  "A@", "B0", "B1", "B2", "B3", "B4", "B5", "B7", "B8", "B9", "BA", "BB", "BC", "BD", "BE",
    "BF", "BI", "BJ", "BK", "BL", "BM", "BO", "BP", "BQ", "BR", "BS", "BT", "BU", "BX", "BY", "BZ",
    "CC", "CD", "CF", "CI", "CM", "CO", "CT", "CV", "CW", "DF", "FB", "FC", "FD", "FH", "FL", "FM",
    "FN", "FO", "FP", "FR", "FS", "FT", "FV", "FW", "FX", "GB", "GC", "GD", "GE", "GF", "GS", "HF",
    "HG", "HH", "HV", "HW", "HY", "HZ", "ID", "IL", "IM", "IS", "JB", "JI", "JJ", "JM", "JS", "JT",
    "JU", "JW", "JZ", "KD", "KL", "KN", "KP", "LF", "LH", "LL", "LR", "LS", "LT", "MA", "MC", "MD",
    "MF", "ML", "MM", "MN", "MP", "MT", "MU", "MW", "NB", "NC", "NI", "NS", "PA", "PF", "PH", "PM",
    "PO", "PP", "PQ", "PR", "PW", "RB", "RF", "SC", "SE", "SF", "SI", "SL", "SN", "SO", "SP", "SQ",
    "SR", "SS", "ST", "SX", "SZ", "TB", "TO", "WD", "XA", "XB", "XF", "XG", "XS", "XZ", "ZZ"};
inline constexpr std::string_view zpl_controls[] = {
    "CC", "CD", "CT", "DB", "DE", "DG", "DN", "DS", "DT", "DU", "DY", "EG", "HB",
    "HD", "HI", "HM", "HQ", "HS", "HU", "JA", "JB", "JC", "JD", "JE", "JF", "JG",
    "JI", "JL", "JN", "JO", "JP", "JQ", "JR", "JS", "JX", "KB", "NC", "NR", "NT",
    "PH", "PL", "PM", "PP", "PR", "PS", "RO", "SD", "TA", "WC", "WQ", "WR"};
inline constexpr std::string_view tspl_commands[] = {
    "SIZE",      "GAP",      "BLINE",   "OFFSET",         "SPEED",   "DENSITY",   "DIRECTION",
    "REFERENCE", "SHIFT",    "COUNTRY", "CODEPAGE",       "CLS",     "FEED",      "BACKFEED",
    "FORMFEED",  "HOME",     "PRINT",   "SOUND",          "CUT",     "LIMITFEED", "SELFTEST",
    "EOJ",       "DELAY",    "DISPLAY", "INITIALPRINTER", "BAR",     "BARCODE",   "BITMAP",
    "BOX",       "ELLIPSE",  "CIRCLE",  "CODABLOCK",      "DMATRIX", "ERASE",     "MAXICODE",
    "PDF417",    "AZTEC",    "PUTBMP",  "PUTPCX",         "QRCODE",  "REVERSE",   "TEXT",
    "BLOCK",     "DOWNLOAD", "EOP",     "FILES",          "KILL",    "MOVE",      "RUN"};
inline constexpr std::string_view cpcl_commands[] = {"FORM",
                                                     "JOURNAL",
                                                     "UNITS",
                                                     "CENTER",
                                                     "LEFT",
                                                     "RIGHT",
                                                     "ABORT",
                                                     "END",
                                                     "PRINT",
                                                     "ENCODING",
                                                     "TEXT",
                                                     "TEXT90",
                                                     "SETMAG",
                                                     "BARCODE",
                                                     "VBARCODE",
                                                     "BARCODE-TEXT",
                                                     "BOX",
                                                     "LINE",
                                                     "INVERSE-LINE",
                                                     "PATTERN",
                                                     "GRAPHICS",
                                                     "EXPANDED-GRAPHICS",
                                                     "COMPRESSED-GRAPHICS",
                                                     "CONCAT",
                                                     "COUNT",
                                                     "CONTRAST",
                                                     "TONE",
                                                     "SPEED",
                                                     "PAGE-WIDTH",
                                                     "PRESENT-AT",
                                                     "WAIT",
                                                     "BEEP",
                                                     "CUT",
                                                     "DEFINE-FORMAT",
                                                     "USE-FORMAT",
                                                     "SETFF",
                                                     "BAR-SENSE",
                                                     "GAP-SENSE"};
inline constexpr std::string_view epl2_commands[] = {
    "A",  "B",  "b",  "C",  "D",  "dump", "EI", "EK", "ES",       "f",   "fB", "FE",
    "FI", "FK", "FR", "FS", "GG", "GI",   "GK", "GM", "GW",       "i",   "ID", "JB",
    "JF", "JC", "LE", "LO", "LS", "LW",   "M",  "N",  "o",        "oB",  "OE", "oH",
    "oM", "oR", "oW", "P",  "PA", "q",    "Q",  "r",  "R",        "S",   "TD", "TS",
    "TT", "U",  "UA", "UB", "UE", "UF",   "UG", "UI", "UM",       "UN",  "UP", "UQ",
    "UR", "US", "V",  "W",  "xa", "X",    "Z",  "^@", "^default", "^ee", "eR", "eRY"};
inline constexpr std::string_view control_sequences[] = {
    // TSPL and ESC/POS: status, reset, pause, cut, drawer, images, macros
    "\x1B!?",
    "\x1B!S",
    "\x1B!R",
    "\x1B!C",
    "\x1B!P",
    "\x1B!O",
    "\x1B!D",
    "\x1B!.",
    "\x1B!F",
    "\x1B@",
    "\x1B"
    "=\x01",
    "\x1B"
    "d\xFF",
    "\x1B"
    "J\xFF",
    "\x1Bp\x01\x19\xFA",
    "\x1B"
    "E\x01",
    "\x1B{\x01",
    "\x1B*\x21\xFF\x03",
    "\x1B"
    "c5\x01",
    "\x1Di\x01",
    "\x1DV\x01",
    "\x1DV\x42\x10",
    "\x1Dv0\x03\xFF\xFF\xFF\xFF",
    "\x1D(A\x02",
    "\x1D(L\xFF\xFF",
    "\x1D(k\x03",
    "\x1D:",
    "\x1D^\x0A\x0A\x01",
    "\x1DI\x01",
    "\x1DL\xFF\xFF",
    "\x1DW\x01",
    "\x1C&",
    "\x1C.",
    "\x1Cp\x01",
    "\x1Cq\x01",
    "\x10\x04\x01",
    "\x10\x05\x02",
    "\x10\x14\x01\x01\x08",
    "\x18",
    "\x0C",
    "\x05"};

// Each as text in a value somebody typed.
inline std::vector<std::string> attacks() {
    std::vector<std::string> list;
    auto const add = [&](auto const& names, fmt::string_view form) {
        for (std::string_view const name : names)
            list.push_back(fmt::format(fmt::runtime(form), fmt::arg("name", name)));
    };
    add(zpl_formats, "^XZ^XA^{name}0,0,700^FS");
    add(zpl_controls, "~{name}R:LOGO.GRF,0,0");
    add(tspl_commands, "\"\r\n{name} 1,9,\"X\"\r\n");
    add(cpcl_commands, "\r\n! 0 200 200 210 9\r\n{name} 0 0 800 800\r\nPRINT\r\n");
    add(epl2_commands, "\r\nN\r\n{name}9,9,0\r\nP9\r\n");
    add(control_sequences, "{name}");
    return list;
}

}  // namespace wms::test
