// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "core/rope/factor_set.h"

#include <cstdint>
#include <string>
#include <vector>

/// What perplexity against length takes, reports and returns: "curve".
namespace ropewalk::protocol {

struct CurveParams
{
    std::vector<rope::FactorSet> sets;
    std::vector<std::int64_t> lengths;
    std::string split = "held-out"; ///< as in ScoreParams, and samples
    int samples = 0;
    std::int64_t stride = 0; ///< tokens by which a window of each length slides over one text; 0 = one window a text
    std::int64_t text_length = 0; ///< tokens of a text that windows slide over; 0 = the longest of lengths
    std::string mean = "token-weighted"; ///< or "document-mean", the released code's: of the texts' means
    int position_bins = 0; ///< losses by position too, in at most this many log-spaced bins
};

/// Refuses a stride that is as long as the shortest of the lengths or longer: nothing would overlap.
Status check_stride(const CurveParams& params);

/// Mean loss of the tokens at positions from … to − 1 of their windows.
struct PositionLoss
{
    std::int64_t from = 0, to = 0;
    double nll = 0; ///< nats
};

struct CurvePoint
{
    std::string set; ///< its name
    std::int64_t length = 0;
    double perplexity = 0;
    double low = 0, high = 0; ///< smallest and largest of documents
    std::vector<double> documents = {}; ///< perplexity of each text
    std::int64_t tokens = 0; ///< that were predicted
    std::vector<PositionLoss> positions = {}; ///< empty unless asked for
    int samples = 0; ///< windows, or texts that windows slid over; 0 = an older side did not say
    std::string split = {};
};

struct CurveResult
{
    std::vector<CurvePoint> points;
};

struct CurvePointReport
{
    CurvePoint point;
};

} // namespace ropewalk::protocol
