// SPDX-License-Identifier: Apache-2.0
#include "devices/picture_reader.hpp"

#include "base/text.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/json.hpp>

namespace wms::devices {

BOOST_DESCRIBE_ENUM(ReadFault, unknown_format, too_large, damaged, crashed, too_slow, no_child)

namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

constexpr std::size_t answer_bytes_max = 4UL * 1024 * 1024;
constexpr std::size_t codes_max = 64;

// A file in memory that holds the picture: the child reads it as its standard input.
int memory_file(std::span<std::uint8_t const> bytes) {
    int const file = memfd_create("picture", MFD_CLOEXEC);
    std::size_t done = 0;
    while (file >= 0 && done < bytes.size()) {
        auto const wrote = write(file, bytes.data() + done, bytes.size() - done);
        if (wrote <= 0) break;
        done += static_cast<std::size_t>(wrote);
    }
    if (file >= 0 && lseek(file, 0, SEEK_SET) == 0 && done == bytes.size()) return file;
    if (file >= 0) close(file);
    return -1;
}

// Its own process group, so that its passes end with it; none of our files but the two.
pid_t start(std::vector<std::string> const& command, int in, int out) {
    std::vector<char*> arguments;
    for (std::string const& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setsigdefault(&attributes, &all);
    pid_t child = -1;
    char* const no_environment[] = {nullptr};
    int const failed = posix_spawn(&child, arguments.front(), &actions, &attributes,
                                   arguments.data(), no_environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed == 0 ? child : -1;
}

enum class Ended : std::uint8_t { by_itself, late };

Ended read_all(int in, Clock::time_point deadline, std::string& answer) {
    char bytes[8192];
    for (;;) {
        auto const left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        pollfd wait{in, POLLIN, 0};
        int const ready = left.count() > 0 ? poll(&wait, 1, static_cast<int>(left.count())) : 0;
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0 || answer.size() > answer_bytes_max) return Ended::late;
        auto const got = read(in, bytes, sizeof bytes);
        if (got <= 0) return Ended::by_itself;
        answer.append(bytes, static_cast<std::size_t>(got));
    }
}

PictureReading failed(ReadFault fault) {
    PictureReading reading;
    reading.fault = fault;
    return reading;
}

std::optional<PictureCode> code_of(json::value const& value) {
    auto const* const object = value.if_object();
    if (object == nullptr) return std::nullopt;
    PictureCode code;
    auto const text = [&](char const* key, std::string& into) {
        auto const* const found = object->if_contains(key);
        if (found == nullptr || !found->is_string()) return false;
        into = found->get_string();
        return is_utf8(into);
    };
    auto const flag = [&](char const* key) {
        auto const* const found = object->if_contains(key);
        return found != nullptr && found->is_bool() && found->get_bool();
    };
    if (!text("format", code.format) || !text("aim", code.aim) || !text("text", code.text))
        return std::nullopt;
    code.linear = flag("linear");
    code.programming = flag("programming");
    return code;
}

std::size_t number_of(json::object const& object, char const* key) {
    auto const* const found = object.if_contains(key);
    json::error_code error;
    auto const number = found == nullptr ? 0 : found->to_number<std::uint32_t>(error);
    return error ? 0 : number;
}

struct Saying {
    ReadFault fault;
    std::string_view en;
    std::string_view zh;
};
constexpr Saying sayings[] = {
    {ReadFault::unknown_format, "Not a picture: send a PNG, JPEG or WebP file.",
     "不是图片：请发送 PNG、JPEG 或 WebP 文件。"},
    {ReadFault::too_large, "The picture is too large. Take a smaller one.",
     "图片太大，请换一张较小的。"},
    {ReadFault::damaged, "The picture file is damaged. Take the picture again.",
     "图片文件已损坏，请重新拍照。"},
    {ReadFault::crashed, "Could not read the picture. Take it again, closer and straight.",
     "无法读取图片，请靠近、对正后重拍。"},
    {ReadFault::too_slow, "Reading the picture took too long. Take it again, only of the code.",
     "读取图片超时，请只对准条码重拍。"},
    {ReadFault::no_child, "Pictures cannot be read just now. Try again.",
     "暂时无法读取图片，请稍后再试。"},
};

}  // namespace

std::string answer_of(PictureReading const& reading) {
    json::object object;
    if (reading.fault) object["fault"] = boost::describe::enum_to_string(*reading.fault, "crashed");
    object["width"] = reading.width;
    object["height"] = reading.height;
    object["passes"] = reading.found.passes;
    object["crashes"] = reading.found.crashes;
    object["hangs"] = reading.found.hangs;
    json::array codes;
    for (PictureCode const& code : reading.found.codes) {
        codes.push_back(json::object{{"format", code.format},
                                     {"aim", code.aim},
                                     {"text", code.text},
                                     {"linear", code.linear},
                                     {"programming", code.programming}});
    }
    object["codes"] = std::move(codes);
    return json::serialize(object);
}

PictureReading reading_of(std::string_view answer) {
    json::error_code error;
    json::value const value = json::parse({answer.data(), answer.size()}, error);
    auto const* const object = error ? nullptr : value.if_object();
    if (object == nullptr) return failed(ReadFault::crashed);
    PictureReading reading;
    if (auto const* const fault = object->if_contains("fault")) {
        ReadFault known = ReadFault::crashed;
        auto const* const name = fault->if_string();
        if (name != nullptr && !boost::describe::enum_from_string(name->c_str(), known))
            known = ReadFault::crashed;
        reading.fault = known;
    }
    reading.width = number_of(*object, "width");
    reading.height = number_of(*object, "height");
    reading.found.passes = static_cast<unsigned>(number_of(*object, "passes"));
    reading.found.crashes = static_cast<unsigned>(number_of(*object, "crashes"));
    reading.found.hangs = static_cast<unsigned>(number_of(*object, "hangs"));
    auto const* const codes = object->if_contains("codes");
    if (codes == nullptr || !codes->is_array()) return failed(ReadFault::crashed);
    for (json::value const& item : codes->get_array()) {
        if (reading.found.codes.size() >= codes_max) break;
        // what is no text in the end is no scan
        if (auto code = code_of(item)) reading.found.codes.push_back(std::move(*code));
    }
    return reading;
}

PictureReading read_picture(std::span<std::uint8_t const> bytes,
                            PictureReaderOptions const& options) {
    if (bytes.size() > picture_bytes_max) return failed(ReadFault::too_large);
    int ends[2];
    int const picture = memory_file(bytes);
    if (picture < 0) return failed(ReadFault::no_child);
    if (pipe2(ends, O_CLOEXEC) != 0) {
        close(picture);
        return failed(ReadFault::no_child);
    }
    pid_t const child = start(options.child, picture, ends[1]);
    close(picture);
    close(ends[1]);
    std::string answer;
    Ended ended = Ended::by_itself;
    if (child > 0) ended = read_all(ends[0], Clock::now() + options.time_max, answer);
    close(ends[0]);
    if (child <= 0) return failed(ReadFault::no_child);
    // The group, not the process: a pass may still run.
    kill(-child, SIGKILL);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (ended == Ended::late) return failed(ReadFault::too_slow);
    return reading_of(answer);
}

std::string sentence(PictureReading const& reading, Language language) {
    bool const zh = language == Language::zh;
    if (!reading.found.codes.empty()) return {};
    if (!reading.fault)
        return zh ? "图片里没有找到条码，请靠近、对正、避免反光后重拍。"
                  : "No bar code found. Take the picture again: closer, straight, no glare.";
    for (Saying const& saying : sayings) {
        if (saying.fault == *reading.fault) return std::string{zh ? saying.zh : saying.en};
    }
    return {};
}

}  // namespace wms::devices
