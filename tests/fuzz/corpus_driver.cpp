// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target without libFuzzer: every file of its corpus, then mutations of them for some
// seconds. The mutations are the same in every run (fixed seed); only how far they get depends on
// the machine. An input that makes the target crash is left in the working folder.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace {

constexpr std::size_t input_max = 4096;
constexpr char const* crash_file = "crash-input";

// What the target is looking at: a signal handler can be told in no other way.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
std::string const* current = nullptr;

extern "C" void keep_input(int signal) {
    int const file = open(crash_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    bool kept = file >= 0 && current != nullptr;
    if (kept) kept = write(file, current->data(), current->size()) >= 0;
    constexpr std::string_view said = "the input is in the file crash-input\n";
    if (kept) kept = write(STDERR_FILENO, said.data(), said.size()) >= 0;
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void run(std::string const& input) {
    current = &input;
    LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(input.data()), input.size());
    current = nullptr;
}

std::vector<std::string> read_corpus(std::filesystem::path const& folder) {
    std::vector<std::filesystem::path> paths;
    for (auto const& entry : std::filesystem::directory_iterator{folder})
        if (entry.is_regular_file()) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> inputs;
    for (auto const& path : paths) {
        std::ifstream in{path, std::ios::binary};
        inputs.emplace_back(std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{});
    }
    return inputs;
}

class Mutator {
public:
    explicit Mutator(std::vector<std::string> const& corpus) : corpus_{corpus} {}

    std::string next() {
        std::string input = corpus_[below(corpus_.size())];
        for (std::size_t changes = 1 + below(4); changes > 0; --changes) change(input);
        if (input.size() > input_max) input.resize(input_max);
        return input;
    }

private:
    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }
    char byte() { return static_cast<char>(random_() & 0xFF); }

    void change(std::string& input) {
        std::size_t const at = below(input.size() + 1);
        switch (below(5)) {
            case 0: input.insert(at, 1, byte()); break;
            case 1: input.erase(at, 1 + below(4)); break;
            case 2: input.resize(at); break;
            case 3: {
                std::string const& other = corpus_[below(corpus_.size())];
                input.insert(at, other.substr(below(other.size() + 1), 1 + below(16)));
                break;
            }
            default:
                if (at < input.size()) input[at] = byte();
                break;
        }
    }

    std::vector<std::string> const& corpus_;
    std::mt19937_64 random_{20'101'209};
};

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::fputs("usage: <name>_fuzz CORPUS_FOLDER SECONDS\n", stderr);
        return 2;
    }
    std::vector<std::string> const corpus = read_corpus(arguments[1]);
    if (corpus.empty()) {
        std::fputs("the corpus is empty, so nothing would be tried\n", stderr);
        return 2;
    }
    for (int const signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS}) std::signal(signal, keep_input);
    for (std::string const& input : corpus) run(input);

    auto const end =
        std::chrono::steady_clock::now() + std::chrono::seconds{std::atoi(arguments[2])};
    Mutator mutator{corpus};
    std::size_t tried = 0;
    for (; std::chrono::steady_clock::now() < end; ++tried) run(mutator.next());
    std::printf("%zu inputs of the corpus and %zu mutations\n", corpus.size(), tried);
    return 0;
}
