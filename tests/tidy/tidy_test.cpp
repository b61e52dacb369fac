// SPDX-License-Identifier: Apache-2.0
// The source tree has a unit test too. First the checks are seen to fail on bad examples, then the
// tree is read and each finding is printed at its file and line.
#include "tidy/checks.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

namespace {

using namespace tidy;

std::string repeated(std::string_view text, std::size_t times) {
    std::string result;
    for (std::size_t n = 0; n < times; ++n) result += text;
    return result;
}

std::string const licence = "// SPDX-License-Identifier: Apache-2.0\n";
std::string const long_word(120, 'x');

struct Example {
    std::string_view check;
    std::string name;
    std::string path;
    std::string text;
    std::size_t line;          // of the finding; 0 = the check finds nothing
    std::string message = {};  // a part of it
};

// What stands beside the example.
Tree neighbours() {
    return {make_file("wms-core/base/id.hpp", ""),
            make_file("wms-core/engine/engine.hpp", ""),
            make_file("devices/scanner.hpp", ""),
            make_file("labels/label.hpp", ""),
            make_file("tests/support/random.hpp", ""),
            make_file("tests/README.md", "# Tests\n"),
            make_file("web-ui/server/http_server.cpp", "#include <boost/beast/core.hpp>\n"),
            make_file("web-ui/server/socket.cpp", "#include <boost/beast/websocket.hpp>\n"),
            make_file("wms-core/base/CMakeLists.txt", "add_library(wms_base\n    text.cpp\n)\n")};
}

std::vector<Example> level_examples() {
    return {
        {"levels of #include", "base knows no engine", "wms-core/base/a.cpp",
         "#include \"engine/engine.hpp\"\n", 1, "level 0 does not know level 3"},
        {"levels of #include", "devices and labels are strangers", "devices/a.cpp",
         "\n#include \"labels/label.hpp\"\n", 2, "do not know each other"},
        {"levels of #include", "the product knows no tests", "wms-core/app/a.cpp",
         "#include \"support/random.hpp\"\n", 1, "level 6 does not know level 7"},
        {"levels of #include", "a missing file", "wms-core/base/a.cpp",
         "#include \"base/ids.hpp\"\n", 1, "use <base/ids.hpp> or mend the path"},
        {"levels of #include", "a folder without a level", "wms-core/misc/a.cpp",
         "#include \"base/id.hpp\"\n", 1, "give this folder a level"},
        {"levels of #include", "the engine knows base", "wms-core/engine/a.cpp",
         "#include \"base/id.hpp\"\n", 0},
        {"levels of #include", "an include in a comment", "wms-core/base/a.cpp",
         "// #include \"engine/engine.hpp\"\n", 0},
        {"own header first", "another one before it", "devices/scanner.cpp",
         "\n#include \"base/id.hpp\"\n#include \"devices/scanner.hpp\"\n", 2,
         "include scanner.hpp first"},
        {"own header first", "a system header before it", "devices/scanner.cpp",
         "#include <vector>\n", 1, "include scanner.hpp first"},
        {"own header first", "it is the first", "devices/scanner.cpp",
         "#include \"devices/scanner.hpp\"\n#include \"base/id.hpp\"\n", 0},
        {"LMDB in one place", "a call in the engine", "wms-core/engine/a.cpp",
         "int a = mdb_txn_begin(0);\n", 1, "use store/lmdb.hpp"},
        {"LMDB in one place", "a second file of the store", "wms-core/store/table.cpp",
         "#include <lmdb.h>\n", 1, "use store/lmdb.hpp"},
        {"LMDB in one place", "the pair itself", "wms-core/store/lmdb.cpp", "#include <lmdb.h>\n",
         0},
        {"Beast in the transport", "a device", "devices/a.cpp", "#include <boost/beast/http.hpp>\n",
         1, "use web-ui/server's own header"},
        {"Beast in the transport", "a header of the server", "web-ui/server/a.hpp",
         "#include <boost/beast/http.hpp>\n", 1, "stays in two transport"},
        {"Beast in the transport", "a third file of the server", "web-ui/server/z.cpp",
         "#include <boost/beast/http.hpp>\n", 1, "stays in two transport"},
        {"Beast in the transport", "what the bench compares with",
         "wms-core/app/bench/bare_echo.cpp", "#include <boost/beast/http.hpp>\n", 0},
        {"Beast in the transport", "a client in a test", "tests/web/a.cpp",
         "#include <boost/beast/http.hpp>\n", 0},
    };
}

std::vector<Example> shape_examples() {
    std::string const two = "int a() {\n    return 1;\n}\n";
    return {
        {"line length", "101 columns", "labels/a.cpp", "int a = 1 + " + repeated("1", 88) + ";\n",
         1, "101 columns"},
        {"line length", "100 columns", "labels/a.cpp", "int a = 1 + " + repeated("1", 87) + ";\n",
         0},
        {"line length", "code points, not bytes", "labels/a.cpp",
         "// a " + repeated("é", 95) + "\n", 0},
        {"line length", "one long literal", "labels/a.cpp", "    \"" + long_word + "\",\n", 0},
        {"line length", "a long literal after code", "labels/a.cpp",
         "int a = f(\"" + long_word + "\");\n", 1, "break this line"},
        {"line length", "an address in a comment", "labels/a.cpp", "// " + long_word + "\n", 0},
        {"file length", "a source of 801 lines", "labels/a.cpp", repeated("\n", 801), 801, "801"},
        {"file length", "a header of 301 lines", "labels/a.hpp", repeated("\n", 301), 301, "300"},
        {"file length", "a test of 1001 lines", "tests/a.cpp", repeated("\n", 1001), 1001, "1000"},
        {"file length", "a test of 1000 lines", "tests/a.cpp", repeated("\n", 1000), 0},
        {"function length", "71 lines", "labels/a.cpp",
         two + "int b() {\n" + repeated("    f();\n", 69) + "}\n" + two, 4, "71 lines"},
        {"function length", "70 lines", "labels/a.cpp",
         two + "int b() {\n" + repeated("    f();\n", 68) + "}\n" + two, 0},
        {"function length", "a member after an access label", "labels/a.cpp",
         "class A : B {\npublic:\n    A(int a)\n        : a_{a}, b_{} {\n" +
             repeated("        f();\n", 70) + "    }\n};\n",
         3, "73 lines"},
        {"function length", "a lambda in a table", "labels/a.cpp",
         "Row const rows[] = {\n    {\"a\", [](int) {\n" + repeated("f();\n", 70) + "    }},\n};\n",
         2, "72 lines"},
        {"function length", "a test case", "labels/a.cpp",
         "TEST_CASE(\"a { b\") {\n" + repeated("    f({1});\n", 70) + "}\n", 1, "72 lines"},
        {"function length", "a long table", "labels/a.cpp",
         "Row const rows[] = {\n" + repeated("    {1, \"a\"},\n", 90) + "};\n", 0},
        {"function length", "a long class of short functions", "labels/a.hpp",
         "class A {\n" + repeated(two, 40) + "};\n", 0},
        {"function length", "a macro before a function", "labels/a.hpp",
         "DESCRIBE(A, (), (b))\n" + repeated("\n", 70) + two, 0},
        {"nesting", "four levels", "labels/a.cpp",
         "void a() {\n  for (;;) {\n    if (b) {\n      while (c) {\n        switch (d) {\n"
         "        }\n      }\n    }\n  }\n}\n",
         5, "nobody follows 4 levels"},
        {"nesting", "three levels and an else", "labels/a.cpp",
         "void a() {\n  for (;;) {\n    if (b) {\n      while (c) {\n      }\n    } else if (d) {\n"
         "      do {\n      } while (e);\n    } else {\n      f([] {\n      });\n    }\n  }\n}\n",
         0},
    };
}

std::vector<Example> word_examples() {
    return {
        {"banned words", "markup in a page", "web-ui/app/src/lead/a.tsx",
         "const a = <p dangerouslySetInnerHTML={{ __html: name }} />;\n", 1,
         "use text nodes or frame/drawing.tsx"},
        {"banned words", "a clock in the domain", "wms-core/domain/a.cpp",
         "auto a = std::chrono::system_clock::now();\n", 1,
         "use an Instant parameter (Change::now) instead of system_clock, because"},
        {"banned words", "a stopwatch in planning", "wms-core/planning/a.cpp",
         "auto a = std::chrono::steady_clock::now();\n", 1, "steady_clock"},
        {"banned words", "a clock in the engine", "wms-core/engine/a.cpp",
         "auto a = std::chrono::system_clock::now();\n", 0},
        {"banned words", "chance", "wms-core/engine/a.cpp", "std::random_device device;\n", 1,
         "a seeded generator"},
        {"banned words", "rand", "tests/a.cpp", "int a = rand();\n", 1, "a seeded generator"},
        {"banned words", "a word that only ends like it", "tests/a.cpp", "int a = brand();\n", 0},
        {"banned words", "a console in the domain", "wms-core/domain/a.cpp", "std::cout << 1;\n", 1,
         "a returned value"},
        {"banned words", "a fraction in the domain", "wms-core/domain/a.hpp", "\ndouble weight;\n",
         2, "Quantity, Weight"},
        {"banned words", "a fraction in a sentence", "wms-core/domain/a.hpp",
         "// a double pallet\nauto a = \"float\";\n", 0},
        {"banned words", "regex in a header", "wms-core/store/a.hpp", "#include <regex>\n", 1,
         "a parse function in the .cpp"},
        {"banned words", "iostream in a header", "wms-core/store/a.hpp", "#include <iostream>\n", 1,
         "<iosfwd>"},
        {"banned words", "regex in a source file", "wms-core/app/a.cpp", "#include <regex>\n", 0},
        {"banned words", "a swallowed exception", "wms-core/engine/a.cpp",
         "try {\n} catch (...) {\n}\n", 2, "must end the process"},
        {"banned words", "main may", "wms-core/app/main.cpp", "try {\n} catch (...) {\n}\n", 0},
        {"banned words", "assert", "wms-core/engine/a.cpp", "assert(a);\n", 1, "ensure("},
        {"banned words", "static_assert", "wms-core/engine/a.cpp", "static_assert(a);\n", 0},
        {"unfinished work", "a mark in a comment", "labels/a.cpp",
         "\n// TO"
         "DO: later\n",
         2, "finish it"},
        {"unfinished work", "a mark in a document", "labels/README.md",
         "FIX"
         "ME\n",
         1, "finish it"},
        {"unfinished work", "a file name pattern", "labels/a.cpp",
         "auto a = \"wms-XX"
         "XXXX\";\n",
         0},
        {"private places", "somebody's folder", "labels/a.cpp",
         "auto a = \"/ho"
         "me/anna\";\n",
         1, "use a path from the project's root"},
        {"private places", "a relative path", "labels/a.cpp",
         "auto a = \"team/wo"
         "rk/b\";\n",
         0},
        {"private places", "a package host", "web-ui/app/package-lock.json",
         "{\"resolved\": \"https://registry."
         "npmjs.org/a\"}\n",
         1, "leave out registry."},
    };
}

std::vector<Example> file_examples() {
    return {
        {"sources in CMakeLists.txt", "a forgotten source", "wms-core/base/a.cpp", "", 1,
         "add a.cpp to wms-core/base/CMakeLists.txt"},
        {"sources in CMakeLists.txt", "a source in a folder below", "wms-core/base/x/a.cpp", "", 1,
         "add x/a.cpp to wms-core/base/CMakeLists.txt"},
        {"sources in CMakeLists.txt", "a folder nobody builds", "lost/a.cpp", "", 1,
         "add a CMakeLists.txt"},
        {"sources in CMakeLists.txt", "a listed source", "wms-core/base/text.cpp", "", 0},
        {"sources in CMakeLists.txt", "not in order", "labels/CMakeLists.txt",
         "add_library(a\n    b.cpp\n    a.cpp\n)\n", 3, "put a.cpp before b.cpp"},
        {"heads of scenarios", "no rule", "tests/scenarios/a.scenario", "# name: a/b\nstock A\n", 1,
         "start with \"# rule: …\""},
        {"heads of scenarios", "no name", "tests/scenarios/a.scenario", "# rule: §4\n# name:\n", 1,
         "start with \"# name: …\""},
        {"heads of scenarios", "both", "tests/scenarios/a.scenario",
         "# name: a/b\n# rule: §4.6\nstock A\n", 0},
        {"Markdown titles", "none", "labels/README.md", "## Labels\n", 1, "found 0"},
        {"Markdown titles", "two", "labels/README.md", "# A\n# B\n", 1, "found 2"},
        {"Markdown titles", "a comment in a listing", "labels/README.md",
         "# A\n```\n# name: b\n```\n", 0},
        {"a README in each folder", "a new folder of the core", "wms-core/engine/a.cpp", "", 1,
         "write this file"},
        {"heads of source files", "no licence", "labels/a.cpp", "int a;\n", 1, "start with"},
        {"heads of source files", "no licence in a script", "tests/a.sh", "#!/bin/sh\n", 2,
         "start with"},
        {"heads of source files", "a header without guard", "labels/a.hpp",
         licence + "// It is a.\n", 1, "add #pragma once"},
        {"heads of source files", "a header that says nothing", "labels/a.hpp",
         licence + "#pragma once\n", 2, "what this header is for"},
        {"heads of source files", "a good header", "labels/a.hpp",
         licence + "// It is a.\n#pragma once\n", 0},
    };
}

std::vector<Example> all_examples() {
    std::vector<Example> all;
    for (auto const& part : {level_examples(), shape_examples(), word_examples(), file_examples()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

Check check_called(std::string_view name) {
    auto const checks = all_checks();
    auto const found = std::find_if(checks.begin(), checks.end(),
                                    [&](Check const& check) { return check.name == name; });
    REQUIRE_MESSAGE(found != checks.end(), std::string{name});
    return *found;
}

// The findings of `check` in the example itself; for READMEs in its folder.
Findings findings_in(Example const& example) {
    Tree tree = neighbours();
    tree.push_back(make_file(example.path, example.text));
    Findings all = check_called(example.check).run(tree);
    std::erase_if(all, [&](Finding const& finding) {
        return finding.path != example.path &&
               finding.path != fmt::format("{}/README.md", folder_of(example.path));
    });
    return all;
}

TEST_CASE("each example is found on its line, or not at all") {
    for (Example const& example : all_examples()) {
        CAPTURE(example.check);
        CAPTURE(example.name);
        Findings const findings = findings_in(example);
        if (example.line == 0) {
            CHECK(findings.empty());
            continue;
        }
        REQUIRE(findings.size() == 1);
        CHECK(findings[0].line == example.line);
        CAPTURE(findings[0].text);
        CHECK(findings[0].text.find(example.message) != std::string::npos);
    }
}

TEST_CASE("each check is seen to fail") {
    auto const examples = all_examples();
    for (Check const& check : all_checks()) {
        CAPTURE(check.name);
        CHECK(std::any_of(examples.begin(), examples.end(), [&](Example const& example) {
            return example.check == check.name && example.line > 0;
        }));
    }
}

TEST_CASE("comments and insides of literals are blank, everything else stays in its column") {
    struct Row {
        std::string_view name, text, blanked;
    };
    static constexpr Row rows[] = {
        {"line comment", "a // b\nc", "a     \nc"},
        {"block comment", "a /* b\n */ c", "a     \n    c"},
        {"text", R"(a = "b\"c" + d)", R"(a = "    " + d)"},
        {"character", R"(a = '"' + '\'')", R"(a = ' ' + '  ')"},
        {"digit separator", "a = 1'000'000 + b", "a = 1'000'000 + b"},
        {"raw text", "a = R\"x(b\"\n)y\" c)x\" d", "a = R\"    \n       \" d"},
    };
    for (Row const& row : rows) {
        SUBCASE(std::string{row.name}.c_str()) {
            CHECK(blank_literals(row.text) == row.blanked);
        }
    }
}

TEST_CASE("the source tree keeps its rules") {
    Tree const tree = read_tree(WMS_SOURCE_DIR);
    REQUIRE(tree.size() > 20);
    for (Check const& check : all_checks()) {
        SUBCASE(std::string{check.name}.c_str()) {
            for (Finding const& finding : check.run(tree)) {
                ADD_FAIL_CHECK_AT(finding.path.c_str(), static_cast<int>(finding.line),
                                  finding.text);
            }
        }
    }
}

}  // namespace
