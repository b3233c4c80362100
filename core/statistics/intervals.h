// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

/// How sure a measured number is. All intervals are of 95 %.
namespace ropewalk::statistics {

struct Interval
{
    double low = 0, high = 1;
};

/// Wilson's score interval for correct of trials at z = 1.96 (E. B. Wilson, JASA 22, 1927); 0 … 1 without trials.
Interval wilson(double correct, double trials);

/// t with P(|T| < t) = 0.95 for Student's T of so many degrees of freedom, 1 or more.
double student_t(int degrees);

/// What one set of measurements has over another that was made on the same things.
struct Difference
{
    double mean = 0;
    double low = 0, high = 0; ///< NaN where one pair alone says nothing of the spread
    int pairs = 0;
};

/// Of one[i] − other[i], as many as both have: the mean d and d ± t(n − 1)·s/√n with s their sample standard deviation.
/// Windows of text are hard or easy for every set alike, so the spread of differences is far less than that of the
/// numbers themselves. None without a pair, or where one is not finite.
std::optional<Difference> paired_difference(std::span<const double> one, std::span<const double> other);

} // namespace ropewalk::statistics
