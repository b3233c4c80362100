// SPDX-License-Identifier: Apache-2.0
#include "core/evaluate/perplexity.h"

#include "core/evaluate/window_check.h"
#include "core/model/scoring/forward.h"

#include <c10/util/Exception.h>

#include <chrono>
#include <cmath>

namespace ropewalk::evaluate {
namespace {

constexpr std::int64_t batch_tokens = 2048; // shorter windows of one length run together up to this many tokens

class WindowScorer : public Scorer
{
public:
    explicit WindowScorer(std::shared_ptr<const model::Model> model) : m_model(std::move(model)) {}

    Status prepare(const std::vector<text::Window>& windows, const YieldPoint& yield)
    {
        for (const text::Window& window : windows)
            if (Status fits = check_window(*m_model, window); !fits)
                return fits;
        for (std::size_t first = 0; first < windows.size();) {
            if (!keep_going(yield))
                return cancelled();
            const std::size_t length = windows[first].ids.size();
            std::vector<std::span<const text::Token>> together;
            std::size_t next = first;
            while (next < windows.size() && windows[next].ids.size() == length
                && (together.empty() || (together.size() + 1) * length <= static_cast<std::size_t>(batch_tokens)))
                together.emplace_back(windows[next++].ids);
            m_groups.push_back(model::prepare_input(*m_model, together));
            first = next;
        }
        return {};
    }

    Result<Score> score(const rope::FactorSet& set, Mean mean, const YieldPoint& yield) override
    {
        if (Status valid = rope::validate(set, m_model->config.geometry); !valid)
            return tl::unexpected(valid.error());
        try {
            return run(set, mean, yield);
        } catch (const c10::Error& error) { // out of memory on the device, for one
            return failure(error.what_without_backtrace());
        } catch (const std::bad_alloc&) {
            return failure("not enough memory for windows of this length");
        }
    }

private:
    Result<Score> run(const rope::FactorSet& set, Mean mean, const YieldPoint& yield)
    {
        const auto start = std::chrono::steady_clock::now();
        Score score;
        double total = 0;
        model::Rotation rotation;
        std::int64_t rotated = 0;
        for (const model::ScoringInput& input : m_groups) {
            if (rotated != input.length) {
                rotation = model::make_rotation(m_model->config.geometry, set, 0, input.length, m_model->device);
                rotated = input.length;
            }
            const Result<at::Tensor> hidden = model::scoring_hidden(*m_model, input, rotation, yield);
            if (!hidden)
                return tl::unexpected(hidden.error());
            const Result<std::vector<double>> losses = model::target_losses(*m_model, input, *hidden, yield);
            if (!losses)
                return tl::unexpected(losses.error());
            const std::int64_t targets = input.length - 1;
            for (const double loss : *losses) {
                score.document_nll.push_back(loss / static_cast<double>(targets));
                score.tokens += targets;
                total += loss;
            }
        }
        score.nll = total / static_cast<double>(score.tokens);
        if (mean == Mean::document_mean) {
            score.nll = 0;
            for (const double nll : score.document_nll)
                score.nll += nll / static_cast<double>(score.document_nll.size());
        }
        score.perplexity = std::exp(score.nll);
        score.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        return score;
    }

    std::shared_ptr<const model::Model> m_model;
    std::vector<model::ScoringInput> m_groups; ///< neighbours of one length together, in the order given
};

} // namespace

Result<std::unique_ptr<Scorer>> Scorer::make(std::shared_ptr<const model::Model> model,
    std::vector<text::Window> windows, const YieldPoint& yield)
{
    if (windows.empty())
        return failure("there is no text to score");
    auto scorer = std::make_unique<WindowScorer>(std::move(model));
    try {
        if (Status prepared = scorer->prepare(windows, yield); !prepared)
            return tl::unexpected(prepared.error());
    } catch (const c10::Error& error) {
        return failure(error.what_without_backtrace());
    } catch (const std::bad_alloc&) {
        return failure("not enough memory for windows of this length");
    }
    return scorer;
}

} // namespace ropewalk::evaluate
