// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/client/engine_client.h"

/// The evaluations of the protocol: their messages, how a partial result grows by a report, and what a run costs in
/// tokens that go through the model (planned: what the last run reported as planned).
namespace ropewalk::studio {

struct EntropyKind
{
    using Params = protocol::EntropyParams;
    using Result = protocol::EntropyResult;
    static constexpr auto kName = "entropy";
    static constexpr auto kSend = &EngineClient::entropy;
    static constexpr auto kReported = &EngineClient::entropyLayer;
    static void grow(Result& result, const protocol::EntropyLayerReport& report, std::int64_t& planned);
    static double tokens(const Params& params, std::int64_t planned);
    static Params of(Params params, const rope::FactorSet& set);
};

struct PasskeyKind
{
    using Params = protocol::PasskeyParams;
    using Result = protocol::PasskeyResult;
    static constexpr auto kName = "passkey";
    static constexpr auto kSend = &EngineClient::passkey;
    static constexpr auto kReported = &EngineClient::passkeyCell;
    static void grow(Result& result, const protocol::PasskeyCellReport& report, std::int64_t& planned);
    static double tokens(const Params& params, std::int64_t planned);
    static Params of(Params params, const rope::FactorSet& set);
};

struct NeedleKind
{
    using Params = protocol::NeedleParams;
    using Result = protocol::NeedleResult;
    static constexpr auto kName = "needle";
    static constexpr auto kSend = &EngineClient::needle;
    static constexpr auto kReported = &EngineClient::needlePoint;
    static void grow(Result& result, const protocol::NeedlePointReport& report, std::int64_t& planned);
    static double tokens(const Params& params, std::int64_t planned);
    static Params of(Params params, const rope::FactorSet& set);
};

struct CurveKind
{
    using Params = protocol::CurveParams;
    using Result = protocol::CurveResult;
    static constexpr auto kName = "curve";
    static constexpr auto kSend = &EngineClient::curve;
    static constexpr auto kReported = &EngineClient::curvePoint;
    static void grow(Result& result, const protocol::CurvePointReport& report, std::int64_t& planned);
    static double tokens(const Params& params, std::int64_t planned);
    static Params of(Params params, const rope::FactorSet& set); ///< a request has one set
};

struct ChoicesKind
{
    using Params = protocol::ChoicesParams;
    using Result = protocol::ChoicesResult;
    static constexpr auto kName = "choices";
    static constexpr auto kSend = &EngineClient::choices;
    static constexpr auto kReported = &EngineClient::choice;
    static void grow(Result& result, const protocol::ChoiceReport& report, std::int64_t& planned);
    static double tokens(const Params& params, std::int64_t planned); ///< counts questions; 0 = not known how many
    static Params of(Params params, const rope::FactorSet& set);
};

} // namespace ropewalk::studio
