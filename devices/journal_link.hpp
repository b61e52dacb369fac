// SPDX-License-Identifier: Apache-2.0
// How the CUPS backend asks the server's print journal for leave: one line and one answer over a
// Unix socket. The words are few, because both ends are ours:
//   begin KEY SHA256 QUEUE     → yes | no | wait (the server cannot say yet: ask again)
//   waits KEY QUEUE REASONS    → ok          (REASONS: media-empty,cover-open or -)
//   back KEY QUEUE REASONS     → ok          (leave was given and no byte has left)
//   sent KEY QUEUE -           → ok
//   unknown KEY QUEUE REASONS  → ok          (anything else: not written down, tell it again)
// By the same line `wms labels print` asks a server that has the store:
//   custom KEY SHA256 PRINTER  → job N | again N (the key had it before) | no SENTENCE
//   state N                    → STATE REASONS | what (none such) | no SENTENCE (takes no orders)
#pragma once

#include "devices/printer_port.hpp"

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace wms::devices {

inline constexpr std::size_t journal_line_max = 1024;

// The words of a line; nothing when it is longer than that or has characters no word has.
[[nodiscard]] std::optional<std::vector<std::string>> journal_words(std::string_view line);
// A key as one word: what is not a letter, a digit or one of "-._#" becomes %XX.
[[nodiscard]] std::string journal_word(std::string_view text);
[[nodiscard]] std::string journal_text(std::string_view word);

// Nothing: the server is not there or does not answer in time.
[[nodiscard]] std::optional<std::string> ask_journal(std::string const& socket,
                                                     std::string const& line, Patience patience);

// The server's end. One at a time, on its own thread; only root and our own user are heard.
class JournalSocket {
public:
    using Answer = std::function<std::string(std::vector<std::string> const& words)>;
    // Throws when there can be no socket at this place. The answer may not throw; it is not asked
    // for leave (or an order) when whoever wanted it has hung up.
    JournalSocket(std::string path, Answer answer);
    JournalSocket(JournalSocket const&) = delete;
    JournalSocket& operator=(JournalSocket const&) = delete;
    ~JournalSocket();
    [[nodiscard]] std::string const& path() const { return path_; }

private:
    void run();
    void serve(int connection) const;

    std::string path_;
    Answer answer_;
    int listener_ = -1;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace wms::devices
