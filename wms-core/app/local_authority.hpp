// SPDX-License-Identifier: Apache-2.0
// A certificate authority of one's own for a network without internet: handhelds that trust it get
// pages that work offline (reliability §3.11).
#pragma once

#include "server/http.hpp"

#include <string>
#include <vector>

namespace wms::app {

struct AuthorityFiles {
    std::string authority;    // certificate of the authority, PEM: for the handhelds
    std::string certificate;  // of the server, PEM
    std::string key;          // of the server, PEM, 0600
};
// Makes authority and server certificate in `folder`. An authority that is already there is kept
// and signs a new server certificate. Names are DNS names or IP addresses. Throws
// std::runtime_error.
[[nodiscard]] AuthorityFiles make_authority(std::string const& folder,
                                            std::vector<std::string> const& names);
// Whom a certificate names ("CN=wms.example") and until when it is good, RFC 3339.
struct CertificateFacts {
    std::string subject;
    std::string until;
};
[[nodiscard]] CertificateFacts certificate_facts(std::string const& certificate_file);
// SHA-256 of a certificate as people compare it: "AB:CD:…".
[[nodiscard]] std::string fingerprint_of(std::string const& certificate_file);
// A QR code for the terminal: two modules a character.
[[nodiscard]] std::string qr_text(std::string const& content);
// The same as Code 128, for guns that read only lines: two modules a character.
[[nodiscard]] std::string code128_text(std::string const& content);

// GET /ca: the page with download and a QR code of its own address, `page`; GET /ca.crt: the
// certificate.
[[nodiscard]] web::Response authority_answer(web::Request const& request, std::string const& file,
                                             std::string const& page);

}  // namespace wms::app
