// A file as it arrives: kept piece by piece, then answered by whoever asked for it.
#pragma once

#include <functional>
#include <memory>

#include "shell/app/files.h"
#include "shell/http/case_answers.h"
#include "shell/http/router.h"

namespace shuxin::http {

class FileSink : public UploadSink {
 public:
  /// `finished` gives the answer to a file that is whole.
  FileSink(std::unique_ptr<app::Files::Upload> upload, base::Language language,
           std::function<Response(const app::FileDetails&)> finished)
      : upload_(std::move(upload)), language_(language), finished_(std::move(finished)) {}

  std::expected<void, Problem> write(std::string_view bytes) override {
    if (const auto written = upload_->write(bytes); !written)
      return std::unexpected(case_problem(written.error()));
    return {};
  }
  Response finish() override {
    const auto details = upload_->finish();
    return details ? finished_(*details) : to_response(case_problem(details.error()), language_);
  }

 private:
  std::unique_ptr<app::Files::Upload> upload_;
  base::Language language_;
  std::function<Response(const app::FileDetails&)> finished_;
};

}  // namespace shuxin::http
