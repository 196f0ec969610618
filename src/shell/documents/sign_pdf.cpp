#include "shell/documents/sign_pdf.h"

#include <charconv>
#include <fmt/format.h>
#include <map>

#include "core/base/hash.h"
#include "core/base/utf8.h"

namespace shuxin::documents {
namespace {

constexpr std::size_t longest_cms = 4096;

std::unexpected<base::Error> foreign(const char* what) {
  return base::fail("documents.failed", {fmt::format("PDF: {}", what)});
}

std::optional<std::size_t> read_number(std::string_view text, std::size_t& at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r')) ++at;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  at = static_cast<std::size_t>(end - text.data());
  return number;
}

std::optional<std::size_t> number_after(std::string_view text, std::string_view key) {
  std::size_t at = text.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  at += key.size();
  return read_number(text, at);
}

// The parts of a file as cairo writes it: one table of places, a trailer, dictionaries without streams in
// between.
struct Original {
  std::size_t xref = 0;
  std::size_t size = 0;  // of the table: the number of the next object
  std::size_t root = 0;
  std::size_t info = 0;
  std::size_t page = 0;  // the last one
  std::string catalogue;
  std::string page_dictionary;
};

class Reader {
 public:
  explicit Reader(std::string_view pdf) : pdf_(pdf) {}

  base::Result<Original> read() {
    const std::size_t start = pdf_.rfind("startxref");
    if (start == std::string_view::npos) return foreign("startxref");
    std::size_t at = start + 9;
    const auto xref = read_number(pdf_, at);
    if (!xref || *xref >= start || !pdf_.substr(*xref).starts_with("xref\n0 ")) return foreign("xref");
    found_.xref = *xref;
    const std::string_view trailer = pdf_.substr(*xref, start - *xref);
    const auto size = number_after(trailer, "/Size ");
    const auto root = number_after(trailer, "/Root ");
    const auto info = number_after(trailer, "/Info ");
    if (!size || !root || !info || *root >= *size) return foreign("trailer");
    found_.size = *size;
    found_.root = *root;
    found_.info = *info;
    table_ = *xref + fmt::format("xref\n0 {}\n", *size).size();
    SHUXIN_TRY(found_.catalogue, dictionary(found_.root));
    const auto pages = number_after(found_.catalogue, "/Pages ");
    if (!pages) return foreign("/Pages");
    SHUXIN_TRY(const std::string tree, dictionary(*pages));
    const std::size_t kids = tree.find("/Kids [");
    const std::size_t end = tree.find(" R ]", kids);
    if (kids == std::string::npos || end == std::string::npos) return foreign("/Kids");
    // The last of "2 0 R 13 0 R".
    const std::size_t zero = tree.rfind(' ', end - 1);
    std::size_t number =
        zero == std::string::npos || zero == 0 ? std::string::npos : tree.rfind(' ', zero - 1);
    if (number == std::string::npos) return foreign("/Kids");
    const auto page = read_number(tree, number);
    if (!page) return foreign("/Kids");
    found_.page = *page;
    SHUXIN_TRY(found_.page_dictionary, dictionary(found_.page));
    return found_;
  }

 private:
  // From `<<` to `>>`, without the words around it.
  base::Result<std::string> dictionary(std::size_t number) const {
    if (number == 0 || number >= found_.size) return foreign("object");
    std::size_t at = table_ + 20 * number;
    const auto place = at < pdf_.size() ? read_number(pdf_, at) : std::nullopt;
    const std::string head = fmt::format("{} 0 obj\n", number);
    if (!place || *place >= pdf_.size() || !pdf_.substr(*place).starts_with(head)) return foreign("object");
    const std::size_t begin = *place + head.size();
    const std::size_t end = pdf_.find("endobj", begin);
    if (end == std::string_view::npos) return foreign("object");
    const std::string_view body = pdf_.substr(begin, end - begin);
    const std::size_t last = body.rfind(">>");
    if (!body.starts_with("<<") || last == std::string_view::npos || body.contains("stream"))
      return foreign("object");
    return std::string(body.substr(0, last + 2));
  }

  std::string_view pdf_;
  std::size_t table_ = 0;
  Original found_;
};

// A text of a dictionary: UTF-16 with its mark, in hexadecimal digits.
std::string text_string(std::string_view text) {
  std::string out = "<FEFF";
  while (!text.empty()) {
    const base::Utf8Character front = base::front_character(text);
    text.remove_prefix(front.bytes);
    const auto point = static_cast<std::uint32_t>(front.point);
    out += point < 0x10000 ? fmt::format("{:04X}", point)
                           : fmt::format("{:04X}{:04X}", 0xd800 + ((point - 0x10000) >> 10),
                                         0xdc00 + ((point - 0x10000) & 0x3ff));
  }
  return out + ">";
}

// JSON in which no name of the format can stand: what an applicant wrote must not look like a part of the
// file.
std::string without_slashes(std::string_view json) {
  std::string out;
  for (const char c : json) (c == '/' ? out += '\\' : out) += c;
  return out;
}

// `D:20220428013000Z`
std::string date_string(base::Instant at) {
  std::string digits;
  for (const char c : at.to_string().substr(0, 19))
    if (c >= '0' && c <= '9') digits += c;
  return "(D:" + digits + "Z)";
}

// Adds members before the end of a dictionary.
std::string with(const std::string& dictionary, const std::string& members) {
  return dictionary.substr(0, dictionary.size() - 2) + members + "\n>>";
}

std::string with_annotation(const std::string& page, std::size_t widget) {
  const std::size_t known = page.find("/Annots [");
  if (known == std::string::npos) return with(page, fmt::format("   /Annots [ {} 0 R ]", widget));
  return page.substr(0, known + 9) + fmt::format(" {} 0 R", widget) + page.substr(known + 9);
}

// Objects added to the end of a file, with where each begins.
class Update {
 public:
  Update(std::string pdf, std::size_t previous) : bytes_(std::move(pdf)), previous_(previous) {
    if (!bytes_.ends_with('\n')) bytes_ += '\n';
  }
  std::size_t add(std::size_t number, std::string_view body) {
    places_[number] = bytes_.size();
    bytes_ += fmt::format("{} 0 obj\n", number);
    const std::size_t begin = bytes_.size();
    bytes_ += body;
    bytes_ += "\nendobj\n";
    return begin;
  }
  std::string finish(const Original& original, std::size_t size, const std::string& id) {
    const std::size_t xref = bytes_.size();
    bytes_ += "xref\n";
    for (auto at = places_.begin(); at != places_.end();) {
      auto end = at;
      std::size_t next = at->first;
      while (end != places_.end() && end->first == next) ++end, ++next;
      bytes_ += fmt::format("{} {}\n", at->first, next - at->first);
      for (; at != end; ++at) bytes_ += fmt::format("{:010} 00000 n \n", at->second);
    }
    bytes_ += fmt::format(
        "trailer\n<< /Size {} /Root {} 0 R /Info {} 0 R /Prev {} /ID [ <{}> <{}> ] "
        ">>\nstartxref\n{}\n%%EOF\n",
        size, original.root, original.info, previous_, id, id, xref);
    return std::move(bytes_);
  }

 private:
  std::string bytes_;
  std::size_t previous_;
  std::map<std::size_t, std::size_t> places_;
};

}  // namespace

base::Result<std::string> sign_pdf(std::string rendered, const SignatureNote& note, const SignBytes& sign) {
  SHUXIN_TRY(const Original original, Reader(rendered).read());
  if (original.catalogue.contains("/AcroForm") || original.catalogue.contains("/Names"))
    return foreign("catalogue");
  const std::size_t widget = original.size;
  const std::size_t appearance = widget + 1;
  const std::size_t signature = widget + 2;
  const std::size_t attachment = widget + 3;
  const std::size_t specification = attachment + 1;
  const std::string id = base::to_hex(base::sha256(rendered)).substr(0, 32);

  Update update(std::move(rendered), original.xref);
  std::string members = fmt::format("   /AcroForm << /Fields [ {} 0 R ] /SigFlags 3 >>", widget);
  if (!note.credential.empty())
    members += fmt::format(
        "\n   /AF [ {0} 0 R ]\n   /Names << /EmbeddedFiles << /Names [ (credential.json) {0} 0 R ] >> >>",
        specification);
  update.add(original.root, with(original.catalogue, members));
  update.add(original.page, with_annotation(original.page_dictionary, widget));
  if (!note.credential.empty()) {
    const std::string json = without_slashes(note.credential);
    update.add(attachment, fmt::format("<< /Type /EmbeddedFile /Subtype /application#2Fjson /Length {} >>\n"
                                       "stream\n{}\nendstream",
                                       json.size(), json));
    update.add(
        specification,
        fmt::format("<< /Type /Filespec /F (credential.json) /UF (credential.json) /AFRelationship /Data\n"
                    "   /Desc (Credential: content and SM2 signature) /EF << /F {} 0 R >> >>",
                    attachment));
  }
  const SignatureSpot& spot = note.spot;
  update.add(widget,
             fmt::format("<< /Type /Annot /Subtype /Widget /FT /Sig /T (signature) /F 132 /P {} 0 R\n"
                         "   /Rect [ {:.2f} {:.2f} {:.2f} {:.2f} ] /V {} 0 R /AP << /N {} 0 R >> >>",
                         original.page, spot.left, spot.bottom, spot.right, spot.top, signature, appearance));
  // What is seen was drawn on the page; the field only lies over it.
  update.add(appearance,
             fmt::format("<< /Type /XObject /Subtype /Form /BBox [ 0 0 {:.2f} {:.2f} ] /Length 0 >>\n"
                         "stream\n\nendstream",
                         spot.right - spot.left, spot.top - spot.bottom));
  // The signature comes last, so that nothing else in the file can be taken for it.
  constexpr std::string_view range = "/ByteRange [ 0 0000000000 0000000000 0000000000 ]";
  const std::string head = fmt::format(
      "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached\n   /M {} /Name {} /Reason {}\n  "
      " ",
      date_string(note.at), text_string(note.signer), text_string(note.reason));
  const std::string middle = "\n   /Contents <";
  const std::size_t begin =
      update.add(signature, head + std::string(range) + middle + std::string(2 * longest_cms, '0') + ">\n>>");
  std::string pdf = update.finish(original, note.credential.empty() ? attachment : specification + 1, id);

  const std::size_t ranges = begin + head.size();
  const std::size_t from = ranges + range.size() + middle.size() - 1;  // the place of `<`
  const std::size_t to = from + 2 * longest_cms + 2;                   // after `>`
  pdf.replace(ranges, range.size(),
              fmt::format("/ByteRange [ 0 {:010} {:010} {:010} ]", from, to, pdf.size() - to));
  SHUXIN_TRY(const std::string cms, sign(pdf.substr(0, from) + pdf.substr(to)));
  if (cms.size() > longest_cms) return foreign("CMS");
  const std::string digits = base::to_hex(cms);
  pdf.replace(from + 1, digits.size(), digits);
  return pdf;
}

}  // namespace shuxin::documents
