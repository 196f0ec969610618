#include <gtest/gtest.h>

#include "core/rules/feel_text.h"

namespace shuxin::rules {
namespace {

struct Case {
  const char* text;
  const char* value;
};

class Builtins : public testing::TestWithParam<Case> {};

TEST_P(Builtins, GiveWhatTheStandardSays) {
  EXPECT_EQ(feel_text(GetParam().text), GetParam().value) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Strings, Builtins,
    testing::Values(
        Case{R"~(string length("\uD83D\uDC0Eab"))~", R"~(3)~"},
        Case{R"~(substring("foobar", 3))~", R"~("obar")~"},
        Case{R"~(substring("foobar", -2, 1))~", R"~("a")~"},
        Case{R"~(substring("\U01F40Eab", 2))~", R"~("ab")~"},
        Case{R"~(substring("foobar", 0))~", R"~(null)~"},
        Case{R"~(substring(string: "foobar", start position: 3, length: 2))~", R"~("ob")~"},
        Case{R"~(upper case("straße"))~", R"~("STRASSE")~"}, Case{R"~(lower case("ÄB"))~", R"~("äb")~"},
        Case{R"~(substring before("foobar", "bar"))~", R"~("foo")~"},
        Case{R"~(substring before("foobar", "x"))~", R"~("")~"},
        Case{R"~(substring after("foobar", "ob"))~", R"~("ar")~"},
        Case{R"~(contains("foobar", "of"))~", R"~(false)~"},
        Case{R"~(starts with("foobar", "fo"))~", R"~(true)~"},
        Case{R"~(ends with("foobar", "r"))~", R"~(true)~"},
        Case{R"~(string join(["a", null, "b"], "-"))~", R"~("a-b")~"},
        Case{R"~(string join(["a"]))~", R"~("a")~"}, Case{R"~(string join(["a", 1]))~", R"~(null)~"},
        Case{R"~(split("a;b;;", ";"))~", R"~(["a", "b", "", ""])~"}, Case{R"~(not("a"))~", R"~(null)~"},
        Case{R"~(string([1, "a", {b: @"P1D"}]))~", R"~("[1, \"a\", {b: @\"P1D\"}]")~"},
        Case{R"~(string(null))~", R"~(null)~"}, Case{R"~("a\qb" = "a\\qb")~", R"~(true)~"}));

INSTANTIATE_TEST_SUITE_P(
    RegularExpressions, Builtins,
    testing::Values(Case{R"~(matches("foobar", "^fo*b"))~", R"~(true)~"},
                    Case{R"~(matches("hello", "^[a-z-[aeiou]]+$"))~", R"~(false)~"},
                    Case{R"~(matches("γ", "\p{IsGreek}"))~", R"~(true)~"},
                    Case{R"~(matches("x", "\p{IsNone}"))~", R"~(null)~"},
                    Case{R"~(matches("abab", "(ab)\1"))~", R"~(true)~"},
                    Case{R"~(matches("Q", "[^q]", "i"))~", R"~(false)~"},
                    Case{R"~(matches("a b", "a\ b", "x"))~", R"~(null)~"},
                    Case{R"~(matches("a.b", "a.b", "q"))~", R"~(true)~"},
                    Case{R"~(matches("a\nb", "a.b"))~", R"~(false)~"},
                    Case{R"~(matches("a\nb", "a.b", "s"))~", R"~(true)~"},
                    Case{R"~(matches("a", "a", "z"))~", R"~(null)~"},
                    Case{R"~(matches("a", "(?i)a"))~", R"~(null)~"},
                    Case{R"~(replace("abracadabra", "a.*?a", "*"))~", R"~("*c*bra")~"},
                    Case{R"~(replace("darted", "^(.*?)d(.*)$", "$1c$2"))~", R"~("carted")~"},
                    Case{R"~(replace("abc", "x*", "-"))~", R"~(null)~"},
                    Case{R"~(replace("abc", "b", "$"))~", R"~(null)~"},
                    Case{R"~(replace("a$b", "$", "x", "q"))~", R"~("axb")~"},
                    Case{R"~(replace("abcd", "(ab)|(a)", "[1=$1][2=$2]"))~", R"~("[1=ab][2=]cd")~"},
                    Case{R"~(split("a1b22c", "[0-9]+"))~", R"~(["a", "b", "c"])~"}));

INSTANTIATE_TEST_SUITE_P(
    Numbers, Builtins,
    testing::Values(Case{R"~(decimal(1/3, 2))~", R"~(0.33)~"}, Case{R"~(decimal(2.5, 0))~", R"~(2)~"},
                    Case{R"~(floor(-1.5))~", R"~(-2)~"}, Case{R"~(ceiling(-1.5))~", R"~(-1)~"},
                    Case{R"~(floor(1.56, 1))~", R"~(1.5)~"}, Case{R"~(round up(5.121, 2))~", R"~(5.13)~"},
                    Case{R"~(round down(-5.129, 2))~", R"~(-5.12)~"},
                    Case{R"~(round half up(5.125, 2))~", R"~(5.13)~"},
                    Case{R"~(round half down(5.125, 2))~", R"~(5.12)~"},
                    Case{R"~(abs(@"-P1D"))~", R"~(@"P1D")~"}, Case{R"~(modulo(-12, 5))~", R"~(3)~"},
                    Case{R"~(modulo(10.1, -4.5))~", R"~(-3.4)~"}, Case{R"~(modulo(1, 0))~", R"~(null)~"},
                    Case{R"~(sqrt(16))~", R"~(4)~"}, Case{R"~(sqrt(-1))~", R"~(null)~"},
                    Case{R"~(log(0))~", R"~(null)~"}, Case{R"~(exp(0))~", R"~(1)~"},
                    Case{R"~(odd(-3))~", R"~(true)~"}, Case{R"~(even(2.5))~", R"~(false)~"},
                    Case{R"~(number("1 000,5", " ", ","))~", R"~(1000.5)~"},
                    Case{R"~(number("1,5", ",", ","))~", R"~(null)~"}, Case{R"~(number("x"))~", R"~(null)~"},
                    Case{R"~(10 ** 7000)~", R"~(null)~"}, Case{R"~(5 ** -2)~", R"~(0.04)~"}));

INSTANTIATE_TEST_SUITE_P(
    Lists, Builtins,
    testing::Values(
        Case{R"~(list contains([1, null], null))~", R"~(true)~"}, Case{R"~(count([]))~", R"~(0)~"},
        Case{R"~(count(1))~", R"~(1)~"}, Case{R"~(min(1, 2))~", R"~(1)~"},
        Case{R"~(max(["a", "b"]))~", R"~("b")~"}, Case{R"~(min([]))~", R"~(null)~"},
        Case{R"~(min([1, "a"]))~", R"~(null)~"}, Case{R"~(sum([@"P1D", @"PT1H"]))~", R"~(@"P1DT1H")~"},
        Case{R"~(sum([]))~", R"~(null)~"}, Case{R"~(mean(1, 2))~", R"~(1.5)~"},
        Case{R"~(all([true, null]))~", R"~(null)~"}, Case{R"~(all([false, null]))~", R"~(false)~"},
        Case{R"~(any([]))~", R"~(false)~"}, Case{R"~(sublist([1, 2, 3], -2, 1))~", R"~([2])~"},
        Case{R"~(sublist([1, 2, 3], 2, 5))~", R"~(null)~"},
        Case{R"~(append([1], 2, null))~", R"~([1, 2, null])~"},
        Case{R"~(concatenate([1], 2))~", R"~([1, 2])~"},
        Case{R"~(insert before([1, 3], 2, 2))~", R"~([1, 2, 3])~"},
        Case{R"~(remove([1, 2, 3], -1))~", R"~([1, 2])~"}, Case{R"~(reverse([1, 2]))~", R"~([2, 1])~"},
        Case{R"~(index of([1, 2, 2], 2))~", R"~([2, 3])~"},
        Case{R"~(union([1, 2], [2, 3]))~", R"~([1, 2, 3])~"},
        Case{R"~(distinct values([1, "1", 1]))~", R"~([1, "1"])~"},
        Case{R"~(flatten([[1, [2]], 3]))~", R"~([1, 2, 3])~"}, Case{R"~(product(2, 3))~", R"~(6)~"},
        Case{R"~(median(8, 2, 5, 3, 4))~", R"~(4)~"}, Case{R"~(mode([6, 1, 9, 6, 1]))~", R"~([1, 6])~"},
        Case{R"~(mode([]))~", R"~([])~"}, Case{R"~(stddev([47]))~", R"~(null)~"},
        Case{R"~(list replace([1, 2, 3], 2, 9))~", R"~([1, 9, 3])~"},
        Case{R"~(list replace([1, 2, 3], function(item, newItem) item < 3, 9))~", R"~([9, 9, 3])~"},
        Case{R"~(sort([3, 1, 2]))~", R"~([1, 2, 3])~"},
        Case{R"~(sort(list: [1, 2], precedes: function(a, b) a > b))~", R"~([2, 1])~"},
        Case{R"~(sort([1, 2], function(a, b) 1))~", R"~(null)~"}, Case{R"~(min(list: [2, 1]))~", R"~(1)~"},
        Case{R"~(min(x: [2, 1]))~", R"~(null)~"}));

INSTANTIATE_TEST_SUITE_P(
    Contexts, Builtins,
    testing::Values(Case{R"~(get value({a: 1}, "a"))~", R"~(1)~"},
                    Case{R"~(get value({a: {b: 1}}, ["a", "b"]))~", R"~(1)~"},
                    Case{R"~(get value({a: 1}, "b"))~", R"~(null)~"},
                    Case{R"~(get entries({a: 1}))~", R"~([{key: "a", value: 1}])~"},
                    Case{R"~(context([{key: "a", value: 1}]))~", R"~({a: 1})~"},
                    Case{R"~(context([{key: "a", value: 1}, {key: "a", value: 2}]))~", R"~(null)~"},
                    Case{R"~(context put({x: 1}, "y", 2))~", R"~({x: 1, y: 2})~"},
                    Case{R"~(context put({x: {y: 1}}, ["x", "y"], 2))~", R"~({x: {y: 2}})~"},
                    Case{R"~(context merge([{a: 1}, {a: 2, b: 3}]))~", R"~({a: 2, b: 3})~"},
                    Case{R"~({a: 1, a: 2})~", R"~(null)~"}));

INSTANTIATE_TEST_SUITE_P(
    DatesAndTimes, Builtins,
    testing::Values(
        Case{R"~(date(2017, 13, 1))~", R"~(null)~"}, Case{R"~(date("2017-02-29"))~", R"~(null)~"},
        Case{R"~(date("0998-12-31"))~", R"~(@"0998-12-31")~"}, Case{R"~(date("01211-12-31"))~", R"~(null)~"},
        Case{R"~(date("999999999-12-31") + @"P1D")~", R"~(null)~"},
        Case{R"~(date("-0001-12-31").year)~", R"~(-1)~"},
        Case{R"~(date and time("2017-01-01T24:00:00"))~", R"~(@"2017-01-02T00:00:00")~"},
        Case{R"~(date and time(date("2017-01-01"), time("10:00:00Z")))~", R"~(@"2017-01-01T10:00:00Z")~"},
        Case{R"~(date and time("2017-01-01T10:00:00+18:01"))~", R"~(null)~"},
        Case{R"~(time(11, 59, 45.5, @"-PT2H"))~", R"~(@"11:59:45.5-02:00")~"},
        Case{R"~(time("10:00:00") + @"PT25H")~", R"~(@"11:00:00")~"},
        Case{R"~(time("10:00:00Z") - time("09:00:00+01:00"))~", R"~(@"PT2H")~"},
        Case{R"~(time(date("2017-01-01")))~", R"~(@"00:00:00Z")~"},
        Case{R"~(@"2021-01-31" + @"P1M")~", R"~(@"2021-02-28")~"},
        Case{R"~(@"2021-01-02" - @"PT1H")~", R"~(@"2021-01-01")~"},
        Case{R"~(@"2021-01-02" - @"2021-01-01")~", R"~(@"P1D")~"},
        Case{R"~(@"2021-01-02T00:00:00" - @"2021-01-01")~", R"~(null)~"},
        Case{R"~(@"2021-01-02T10:10:10+01:00" - @"2021-01-01")~", R"~(@"P1DT9H10M10S")~"},
        Case{R"~(duration("P1Y2M") * -2.5)~", R"~(@"-P2Y11M")~"}, Case{R"~(duration("P1Y1D"))~", R"~(null)~"},
        Case{R"~(duration("PT0.S"))~", R"~(@"PT0S")~"}, Case{R"~(@"P10DT23H" / 2.5)~", R"~(@"P4DT9H12M")~"},
        Case{R"~(@"P10Y" / @"P5Y")~", R"~(2)~"},
        Case{R"~(years and months duration(date("2011-12-22"), date("2013-08-24")))~", R"~(@"P1Y8M")~"},
        Case{R"~(week of year(date("2005-01-01")))~", R"~(53)~"},
        Case{R"~(day of year(date("2019-09-17")))~", R"~(260)~"},
        Case{R"~(day of week(date("2019-09-17")))~", R"~("Tuesday")~"},
        Case{R"~(month of year(date("2019-09-17")))~", R"~("September")~"},
        Case{R"~(today())~", R"~(@"2022-01-08")~"}, Case{R"~(now())~", R"~(@"2022-01-08T00:00:00")~"},
        Case{R"~(is(@"23:00:50", @"23:00:50Z"))~", R"~(false)~"}, Case{R"~(is(value1: 1))~", R"~(false)~"},
        Case{R"~(time("10:30:00.0001") = time("10:30:00.0002"))~", R"~(true)~"},
        Case{R"~(date("2018-12-10").weekday)~", R"~(1)~"}, Case{R"~(@"-P1Y2M".months)~", R"~(-2)~"},
        Case{R"~(@"P1DT2H3M4S".hours)~", R"~(2)~"}));

INSTANTIATE_TEST_SUITE_P(
    Ranges, Builtins,
    testing::Values(
        Case{R"~([1..10].start included)~", R"~(true)~"}, Case{R"~((< 10).end)~", R"~(10)~"},
        Case{R"~((!= 10) = (!= 10))~", R"~(true)~"}, Case{R"~(5 in (null..10])~", R"~(null)~"},
        Case{R"~(5 in [< 3, > 4])~", R"~(true)~"}, Case{R"~([1, 2] in [[1, 2], [3]])~", R"~(true)~"},
        Case{R"~(before([1..5), 5))~", R"~(true)~"}, Case{R"~(after(5, [1..5)))~", R"~(true)~"},
        Case{R"~(meets([1..5], [5..8]))~", R"~(true)~"}, Case{R"~(met by([5..8], [1..5]))~", R"~(true)~"},
        Case{R"~(overlaps([1..5], (5..8]))~", R"~(false)~"},
        Case{R"~(overlaps before([1..5], [3..8]))~", R"~(true)~"},
        Case{R"~(overlaps after([3..8], [1..5]))~", R"~(true)~"},
        Case{R"~(finishes(5, [1..5]))~", R"~(true)~"}, Case{R"~(finished by([1..5), 5))~", R"~(false)~"},
        Case{R"~(includes([1..10], [4..6]))~", R"~(true)~"}, Case{R"~(during(1, (1..10]))~", R"~(false)~"},
        Case{R"~(starts([1..5], [1..8]))~", R"~(true)~"},
        Case{R"~(started by((1..8], (1..5]))~", R"~(true)~"},
        Case{R"~(coincides([1..5], [1..5]))~", R"~(true)~"}, Case{R"~(before(1, "a"))~", R"~(null)~"},
        Case{R"~(range("[18..21)"))~", R"~([18..21))~"}, Case{R"~(range("(..5)"))~", R"~((< 5))~"},
        Case{R"~(range("[..5)"))~", R"~(null)~"}, Case{R"~(range("[\"a\"..\"b\"]"))~", R"~(["a".."b"])~"},
        Case{R"~(range("[a..b]"))~", R"~(null)~"}));

INSTANTIATE_TEST_SUITE_P(
    Types, Builtins,
    testing::Values(Case{R"~(1 instance of number)~", R"~(true)~"},
                    Case{R"~(null instance of Any)~", R"~(false)~"},
                    Case{R"~([1, null] instance of list<number>)~", R"~(true)~"},
                    Case{R"~({a: 1, b: 2} instance of context<a: number>)~", R"~(true)~"},
                    Case{R"~((function(a: string) 1) instance of function<string>->number)~", R"~(true)~"},
                    Case{R"~((function(a: string) 1) instance of function<number>->number)~", R"~(false)~"},
                    Case{R"~([1..2] instance of range<number>)~", R"~(true)~"},
                    Case{R"~(1 instance of unknown)~", R"~(null)~"}));

}  // namespace
}  // namespace shuxin::rules
