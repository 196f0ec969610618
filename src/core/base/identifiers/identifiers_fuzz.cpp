// Feeds any bytes to every reader of identifiers: nothing may crash, and what is read must be read again
// alike.
#include <cstdint>

#include "core/base/check.h"
#include "core/base/identifiers.h"
#include "core/base/quantities.h"

using namespace shuxin::base;

namespace {

template <typename T>
void read_twice(std::string_view bytes) {
  const auto read = T::parse(bytes);
  if (read) check(T::parse(read->text()) == read, "a normalised code is read as itself");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read_twice<CreditCode>(bytes);
  read_twice<OrganisationCode>(bytes);
  read_twice<MobileNumber>(bytes);
  read_twice<ProjectCode>(bytes);
  read_twice<ParcelCode>(bytes);
  read_twice<RealEstateUnitCode>(bytes);
  read_twice<LandCertificateNumber>(bytes);
  read_twice<CertificateId>(bytes);
  const Date today{20'000};
  const auto id = CitizenId::parse(bytes, today);
  if (id) check(CitizenId::parse(id->text(), today) == id, "a normalised number is read as itself");
  const auto money = Money::parse(bytes);
  if (money) check(Money::parse(money->describe().zh) == money, "a sum is read as it is shown");
  (void)AreaCodes::read(bytes, "fuzz");
  (void)mask_middle(bytes, 3, 4);
  return 0;
}
