// SPDX-License-Identifier: Apache-2.0
#include "core/evaluate/perplexity.h"

#include "core/evaluate/unigram.h"
#include "core/evaluate/window_check.h"
#include "core/model/memory/chunks.h"
#include "core/model/memory/failure.h"
#include "core/model/scoring/forward.h"

#include <chrono>
#include <cmath>
#include <utility>

namespace ropewalk::evaluate {
namespace {

class WindowScorer : public Scorer
{
public:
    explicit WindowScorer(std::shared_ptr<const model::Model> model) : m_model(std::move(model)) {}

    Status prepare(const std::vector<text::Window>& windows, const YieldPoint& yield)
    {
        for (const text::Window& window : windows)
            if (Status fits = check_window(*m_model, window); !fits)
                return fits;
        m_unigram_nll = unigram_nll(windows, m_model->config.vocab_size);
        for (std::size_t first = 0; first < windows.size();) {
            if (!keep_going(yield))
                return cancelled();
            const std::size_t length = windows[first].ids.size();
            std::vector<std::span<const text::Token>> together;
            std::size_t next = first;
            while (next < windows.size() && windows[next].ids.size() == length
                && (together.empty() || (together.size() + 1) * length <= static_cast<std::size_t>(model::chunks::batch_tokens)))
                together.emplace_back(windows[next++].ids);
            m_groups.push_back(model::prepare_input(*m_model, together));
            first = next;
        }
        return {};
    }

    Result<Score> score(const rope::FactorSet& set, Mean mean, const YieldPoint& yield) override
    {
        return score_together(std::span(&set, 1), mean, yield).map([](std::vector<Score>&& scores) {
            return std::move(scores.front());
        });
    }

    Result<std::vector<Score>> score_together(
        std::span<const rope::FactorSet> sets, Mean mean, const YieldPoint& yield) override
    {
        if (sets.empty())
            return failure(words("there is no factor set to score"));
        sets = sets.first(together(sets.size()));
        for (const rope::FactorSet& set : sets)
            if (Status valid = rope::validate(set, m_model->config.geometry); !valid)
                return tl::unexpected(valid.error());
        return model::guarded([&] { return run(sets, mean, yield); });
    }

private:
    /// Of each task's windows, behind each other.
    Result<std::vector<double>> losses_of(std::span<const model::ScoringTask> tasks, const YieldPoint& yield) const
    {
        Result<std::vector<at::Tensor>> hidden = model::scoring_hidden(*m_model, tasks, yield);
        if (!hidden)
            return tl::unexpected(hidden.error());
        const std::unique_ptr<model::LayerWalk> walk = m_model->layers->walk();
        const model::Linear& head = walk->head();
        std::vector<double> out;
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            const Result<std::vector<double>> losses
                = model::target_losses(head, *tasks[i].input, std::exchange((*hidden)[i], {}), yield);
            if (!losses)
                return losses;
            out.insert(out.end(), losses->begin(), losses->end());
        }
        return out;
    }

    std::size_t together(std::size_t sets) const
    {
        if (!m_model->layers->streamed())
            return 1;
        std::int64_t tokens = 0;
        for (const model::ScoringInput& group : m_groups)
            tokens += group.batch * group.length;
        const auto element = static_cast<std::int64_t>(c10::elementSize(m_model->dtype));
        return static_cast<std::size_t>(model::chunks::candidates_together(
            static_cast<std::int64_t>(sets), element * m_model->config.hidden_size * tokens));
    }

    /// The mean over the windows whose losses these are, in the order given.
    Score mean_of(const std::vector<double>& losses, Mean mean) const
    {
        Score score;
        score.unigram_nll = m_unigram_nll;
        double total = 0;
        auto loss = losses.begin();
        for (const model::ScoringInput& group : m_groups)
            for (std::int64_t window = 0; window < group.batch; ++window, ++loss) {
                const std::int64_t targets = group.length - 1;
                score.document_nll.push_back(*loss / static_cast<double>(targets));
                score.tokens += targets;
                total += *loss;
            }
        score.nll = total / static_cast<double>(score.tokens);
        if (mean == Mean::document_mean) {
            score.nll = 0;
            for (const double nll : score.document_nll)
                score.nll += nll / static_cast<double>(score.document_nll.size());
        }
        score.perplexity = std::exp(score.nll);
        return score;
    }

    Result<std::vector<Score>> run(std::span<const rope::FactorSet> sets, Mean mean, const YieldPoint& yield)
    {
        const auto start = std::chrono::steady_clock::now();
        std::vector<std::vector<double>> losses(sets.size());
        std::vector<model::Rotation> rotations(sets.size());
        // Streamed weights are read once for all windows; resident ones go window by window, which takes less memory.
        const std::size_t together = m_model->layers->streamed() ? m_groups.size() : 1;
        for (std::size_t first = 0; first < m_groups.size(); first += together) {
            std::vector<model::ScoringTask> tasks;
            for (std::size_t set = 0; set < sets.size(); ++set)
                for (std::size_t i = first; i < first + together; ++i) {
                    const model::ScoringInput& input = m_groups[i];
                    model::Rotation& rotation = rotations[set];
                    if (!rotation.cos.defined() || rotation.cos.size(0) != input.length)
                        rotation = model::make_rotation(
                            m_model->config.geometry, sets[set], 0, input.length, m_model->device);
                    tasks.push_back({&input, rotation});
                }
            const Result<std::vector<double>> found = losses_of(tasks, yield);
            if (!found)
                return tl::unexpected(found.error());
            const auto each = static_cast<std::ptrdiff_t>(found->size() / sets.size());
            for (std::size_t set = 0; set < sets.size(); ++set) {
                const auto from = found->begin() + static_cast<std::ptrdiff_t>(set) * each;
                losses[set].insert(losses[set].end(), from, from + each);
            }
        }
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
        std::vector<Score> scores;
        for (const std::vector<double>& one : losses) {
            scores.push_back(mean_of(one, mean));
            scores.back().seconds = passed.count() / static_cast<double>(sets.size());
        }
        return scores;
    }

    std::shared_ptr<const model::Model> m_model;
    std::vector<model::ScoringInput> m_groups; ///< neighbours of one length together, in the order given
    double m_unigram_nll = 0;
};

} // namespace

Result<std::unique_ptr<Scorer>> Scorer::make(std::shared_ptr<const model::Model> model,
    std::vector<text::Window> windows, const YieldPoint& yield)
{
    if (windows.empty())
        return failure(words("there is no text to score"));
    auto scorer = std::make_unique<WindowScorer>(std::move(model));
    if (Status prepared = model::guarded([&] { return scorer->prepare(windows, yield); }); !prepared)
        return tl::unexpected(prepared.error());
    return scorer;
}

} // namespace ropewalk::evaluate
