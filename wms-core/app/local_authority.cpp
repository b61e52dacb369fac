// SPDX-License-Identifier: Apache-2.0
#include "app/local_authority.hpp"

#include "base/instant.hpp"
#include "base/text.hpp"
#include "server/answers.hpp"
#include "server/assets.hpp"

#include <ZXing/BitMatrix.h>
#include <ZXing/BitMatrixIO.h>
#include <ZXing/MultiFormatWriter.h>
#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

namespace wms::app {
namespace {

struct Free {
    void operator()(X509* each) const { X509_free(each); }
    void operator()(EVP_PKEY* each) const { EVP_PKEY_free(each); }
    void operator()(BIO* each) const { BIO_free(each); }
    void operator()(X509_EXTENSION* each) const { X509_EXTENSION_free(each); }
};
using Certificate = std::unique_ptr<X509, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Bytes = std::unique_ptr<BIO, Free>;

constexpr long authority_days = 3650;
constexpr long server_days = 397;  // browsers refuse what lives longer

void must(bool done, std::string_view what) {
    if (!done) throw std::runtime_error(fmt::format("certificate: cannot {}", what));
}

// 0600 from the first byte on; never over an existing key.
void write_file(std::string const& path, Bytes const& bytes) {
    char* data = nullptr;
    long const size = BIO_get_mem_data(bytes.get(), &data);
    std::string const fresh = path + ".new";
    ::unlink(fresh.c_str());
    int const file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    must(file >= 0, "write " + path);
    bool const whole =
        ::write(file, data, static_cast<std::size_t>(size)) == size && ::fsync(file) == 0;
    ::close(file);
    must(whole && ::rename(fresh.c_str(), path.c_str()) == 0, "write " + path);
}

Bytes open_file(std::string const& path) {
    Bytes file{BIO_new_file(path.c_str(), "r")};
    must(file != nullptr, "read " + path);
    return file;
}

Certificate read_certificate(std::string const& path) {
    Bytes const file = open_file(path);
    Certificate certificate{PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr)};
    must(certificate != nullptr, "read the certificate in " + path);
    return certificate;
}

void write_certificate(std::string const& path, Certificate const& certificate) {
    Bytes const bytes{BIO_new(BIO_s_mem())};
    must(PEM_write_bio_X509(bytes.get(), certificate.get()) == 1, "encode");
    write_file(path, bytes);
}

void write_key(std::string const& path, Key const& key) {
    Bytes const bytes{BIO_new(BIO_s_mem())};
    must(PEM_write_bio_PrivateKey(bytes.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr),
         "encode the key");
    write_file(path, bytes);
}

void extend(Certificate const& certificate, X509* issuer, int kind, std::string const& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate.get(), nullptr, nullptr, 0);
    std::unique_ptr<X509_EXTENSION, Free> const extension{
        X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str())};
    must(extension && X509_add_ext(certificate.get(), extension.get(), -1) == 1,
         "take the name " + value);
}

Certificate certificate_for(Key const& key, std::string const& name, long days) {
    Certificate certificate{X509_new()};
    std::array<unsigned char, 16> serial{};
    must(RAND_bytes(serial.data(), serial.size()) == 1, "get random bytes");
    serial[0] &= 0x7f;
    std::unique_ptr<BIGNUM, decltype(&BN_free)> const number{
        BN_bin2bn(serial.data(), serial.size(), nullptr), &BN_free};
    BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get()));
    X509_set_version(certificate.get(), 2);
    // clocks of handhelds are often a little behind
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -86'400);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), days * 86'400);
    X509_set_pubkey(certificate.get(), key.get());
    std::basic_string<unsigned char> const text{name.begin(), name.end()};
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                               text.c_str(), static_cast<int>(text.size()), -1, 0);
    return certificate;
}

void sign(Certificate const& certificate, Key const& key) {
    must(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0, "sign");
}

Key new_key() {
    Key key{EVP_EC_gen("P-256")};
    must(key != nullptr, "make a key");
    return key;
}

void make_root(std::string const& certificate_file, std::string const& key_file) {
    Key const key = new_key();
    Certificate const root = certificate_for(key, "WMS local authority", authority_days);
    X509_set_issuer_name(root.get(), X509_get_subject_name(root.get()));
    extend(root, root.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    extend(root, root.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    extend(root, root.get(), NID_subject_key_identifier, "hash");
    sign(root, key);
    write_key(key_file, key);
    write_certificate(certificate_file, root);
}

std::string alternative_names(std::vector<std::string> const& names) {
    std::string list;
    for (std::string const& name : names) {
        std::array<unsigned char, 16> address{};
        bool const ip = ::inet_pton(AF_INET, name.c_str(), address.data()) == 1 ||
                        ::inet_pton(AF_INET6, name.c_str(), address.data()) == 1;
        // the list is text for OpenSSL: a comma in a name would begin another entry
        bool const plain = !name.empty() && name.find_first_of(",;:\n ") == std::string::npos;
        must(ip || plain, "take the name " + name);
        list += (list.empty() ? "" : ",") + std::string{ip ? "IP:" : "DNS:"} + name;
    }
    return list;
}

ZXing::BitMatrix qr_code(std::string const& content, int quiet_zone) {
    return ZXing::MultiFormatWriter{ZXing::BarcodeFormat::QRCode}
        .setMargin(quiet_zone)
        .encode(content, 0, 0);
}

std::string page_with(std::string const& url, std::string const& fingerprint) {
    std::string svg = ZXing::ToSVG(qr_code(url, 4));
    if (std::size_t const at = svg.find("<svg"); at != std::string::npos) svg.erase(0, at);
    // the width of the drawing follows from its modules; 280 px is what a scanner reads at 30 cm
    if (svg.starts_with("<svg ")) svg.insert(5, "role=\"img\" aria-label=\"QR\" ");
    return fmt::format(R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Certificate · 证书</title></head><body>
<h1>Trust this warehouse · 信任本仓库</h1>
<p>1. <a href="/ca.crt" download="wms-authority.crt">Download the certificate</a> and open it.
Install it as a CA certificate.</p>
<p>1. <a href="/ca.crt" download="wms-authority.crt">下载证书</a>并打开，安装为 CA 证书。</p>
<p>2. Compare the fingerprint with the one on the server's console:<br>
2. 与服务器控制台显示的指纹核对：</p>
<p><code>{}</code></p>
<p>For the next handheld · 下一台手持终端请扫码：</p>
<p>{}</p>
</body></html>
)",
                       fingerprint, svg);
}

}  // namespace

AuthorityFiles make_authority(std::string const& folder, std::vector<std::string> const& names) {
    must(!names.empty(), "make a certificate without a name");
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    AuthorityFiles const files{.authority = folder + "/authority.pem",
                               .certificate = folder + "/server.pem",
                               .key = folder + "/server.key"};
    std::string const root_key_file = folder + "/authority.key";
    if (!std::filesystem::exists(files.authority)) make_root(files.authority, root_key_file);
    Certificate const root = read_certificate(files.authority);
    Bytes const file = open_file(root_key_file);
    Key const root_key{PEM_read_bio_PrivateKey(file.get(), nullptr, nullptr, nullptr)};
    must(root_key != nullptr, "read " + root_key_file);
    Key const key = new_key();
    Certificate const certificate = certificate_for(key, names.front(), server_days);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(root.get()));
    extend(certificate, root.get(), NID_basic_constraints, "critical,CA:FALSE");
    extend(certificate, root.get(), NID_key_usage, "critical,digitalSignature");
    extend(certificate, root.get(), NID_ext_key_usage, "serverAuth");
    extend(certificate, root.get(), NID_subject_alt_name, alternative_names(names));
    extend(certificate, root.get(), NID_authority_key_identifier, "keyid");
    sign(certificate, root_key);
    write_key(files.key, key);
    write_certificate(files.certificate, certificate);
    return files;
}

CertificateFacts certificate_facts(std::string const& certificate_file) {
    Certificate const certificate = read_certificate(certificate_file);
    Bytes const name{BIO_new(BIO_s_mem())};
    // names of people's places stay in their own script
    unsigned long const flags = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
    must(X509_NAME_print_ex(name.get(), X509_get_subject_name(certificate.get()), 0, flags) >= 0,
         "read the name in " + certificate_file);
    char* data = nullptr;
    long const size = BIO_get_mem_data(name.get(), &data);
    std::tm end{};
    must(ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) == 1,
         "read the end of " + certificate_file);
    return {.subject = std::string(data, static_cast<std::size_t>(size)),
            .until = to_text(Instant{std::int64_t{::timegm(&end)} * 1000})};
}

std::string fingerprint_of(std::string const& certificate_file) {
    Certificate const certificate = read_certificate(certificate_file);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    must(X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size) == 1, "hash");
    std::string text;
    for (unsigned at = 0; at < size; ++at)
        text += fmt::format("{}{:02X}", at == 0 ? "" : ":", digest[at]);
    return text;
}

std::string qr_text(std::string const& content) {
    ZXing::BitMatrix const code = qr_code(content, 2);
    std::string text;
    for (int y = 0; y < code.height(); y += 2) {
        for (int x = 0; x < code.width(); ++x) {
            bool const upper = code.get(x, y);
            bool const lower = y + 1 < code.height() && code.get(x, y + 1);
            // on a dark terminal the light modules are what is drawn
            text += upper ? (lower ? " " : "▄") : (lower ? "▀" : "█");
        }
        text += '\n';
    }
    return text;
}

std::string code128_text(std::string const& content) {
    ZXing::BitMatrix const code =
        ZXing::MultiFormatWriter{ZXing::BarcodeFormat::Code128}.setMargin(10).encode(content, 0, 1);
    std::string line;
    for (int x = 0; x < code.width(); x += 2) {
        bool const left = code.get(x, 0);
        bool const right = x + 1 < code.width() && code.get(x + 1, 0);
        // the light modules are what is drawn, as above
        line += left ? (right ? " " : "▐") : (right ? "▌" : "█");
    }
    constexpr int lines = 4;
    std::string text;
    for (int i = 0; i < lines; ++i) text += line + "\n";
    return text;
}

web::Response authority_answer(web::Request const& request, std::string const& file,
                               std::string const& page) {
    bool const there = !file.empty() && std::filesystem::is_regular_file(file);
    if (!there || request.method != web::Method::get) return web::not_found();
    web::Response response;
    web::add_page_headers(response);
    response.headers.push_back({"Cache-Control", "no-store"});
    if (request.path == "/ca.crt") {
        std::ifstream bytes{file, std::ios::binary};
        response.content_type = "application/x-x509-ca-cert";
        response.headers.push_back(
            {"Content-Disposition", "attachment; filename=\"wms-authority.crt\""});
        response.body.assign(std::istreambuf_iterator<char>{bytes}, {});
        return response;
    }
    response.content_type = "text/html; charset=utf-8";
    response.body = page_with(page, fingerprint_of(file));
    return response;
}

}  // namespace wms::app
