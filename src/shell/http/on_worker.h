// on_worker: lets a coroutine of the network thread wait for work done on a worker thread. Private to the
// server.
#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "shell/http/workers.h"

namespace shuxin::http {

/// Runs `work` on a worker and resumes the caller with its value on the caller's own executor. What `work`
/// throws is thrown to the caller.
template <typename Work>
boost::asio::awaitable<std::invoke_result_t<Work&>> on_worker(Workers& workers, Work work) {
  namespace asio = boost::asio;
  using Value = std::invoke_result_t<Work&>;
  auto start = [&workers](auto handler, Work work) {
    workers.submit([handler = std::move(handler), work = std::move(work)]() mutable {
      std::exception_ptr fault;
      std::optional<Value> value;
      try {
        value.emplace(work());
      } catch (...) {
        fault = std::current_exception();
      }
      const auto executor = asio::get_associated_executor(handler);
      asio::post(executor, [handler = std::move(handler), fault, value = std::move(value)]() mutable {
        std::move(handler)(fault, std::move(value));
      });
    });
  };
  auto value = co_await asio::async_initiate<const asio::use_awaitable_t<>,
                                             void(std::exception_ptr, std::optional<Value>)>(
      std::move(start), asio::use_awaitable, std::move(work));
  co_return *std::move(value);
}

}  // namespace shuxin::http
