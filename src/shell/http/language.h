// Language: which of the two languages a client wants to read.
#pragma once

#include "core/base/text.h"
#include "shell/http/exchange.h"

namespace shuxin::http {

/// `?lang=zh|en` if given, else the better of the two by Accept-Language (RFC 9110, 12.5.4), else Chinese.
[[nodiscard]] base::Language choose_language(const Request& request);

}  // namespace shuxin::http
