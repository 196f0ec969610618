// The storage of columns: vectors whose cells are not zeroed before they are written, on large pages where
// there are many.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace shuxin::columns {

/// Memory whose first write is left to the thread that fills it: zeroing and page faults would else cost as
/// much as the kernels. Stateless; all are equal.
template <typename T>
class CellAllocator {
 public:
  using value_type = T;

  CellAllocator() = default;
  template <typename U>
  explicit(false) CellAllocator(const CellAllocator<U>&) {}

  [[nodiscard]] T* allocate(std::size_t count) {
    T* const memory = std::allocator<T>().allocate(count);
    advise(memory, count * sizeof(T));
    return memory;
  }
  void deallocate(T* memory, std::size_t count) { std::allocator<T>().deallocate(memory, count); }

  /// Without arguments a cell of a plain type keeps whatever its memory holds.
  template <typename U>
  void construct(U* cell) {
    ::new (static_cast<void*>(cell)) U;
  }
  template <typename U, typename... Arguments>
  void construct(U* cell, Arguments&&... arguments) {
    std::construct_at(cell, std::forward<Arguments>(arguments)...);
  }

  friend bool operator==(const CellAllocator&, const CellAllocator&) { return true; }

 private:
  /// Asks for large pages where they lie wholly within the memory. Without them all is the same, but slower.
  static void advise([[maybe_unused]] T* memory, [[maybe_unused]] std::size_t bytes) {
#if defined(__linux__)
    constexpr std::size_t page = std::size_t{1} << 21;
    if (bytes < 2 * page) return;
    const auto begin = reinterpret_cast<std::uintptr_t>(memory);
    const std::uintptr_t from = (begin + page - 1) / page * page;
    const std::uintptr_t end = (begin + bytes) / page * page;
    ::madvise(reinterpret_cast<void*>(from), end - from, MADV_HUGEPAGE);
#endif
  }
};

/// A vector of cells: `resize` leaves new cells of plain types unwritten.
template <typename T>
using Cells = std::vector<T, CellAllocator<T>>;

}  // namespace shuxin::columns
