// SPDX-License-Identifier: Apache-2.0
// Any bytes as a picture, and as the answer of the picture reader's child.
#include "base/ensure.hpp"
#include "base/text.hpp"
#include "devices/picture_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace wms::devices;
    auto const picture = decode_picture({data, size});
    if (picture) {
        wms::ensure(picture->grey.size() == picture->width * picture->height, "a dot each");
        wms::ensure(picture->grey.size() <= picture_dots_max, "not more than allowed");
    }
    PictureReading const reading = reading_of({reinterpret_cast<char const*>(data), size});
    for (PictureCode const& code : reading.found.codes)
        wms::ensure(wms::is_utf8(code.text), "a code is text");
    wms::ensure(reading_of(answer_of(reading)).found.codes == reading.found.codes, "as it was");
    return 0;
}
