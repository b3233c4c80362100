// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/session/scoring.h"

#include "core/rope/methods.h"
#include "views/language/translated.h"

#include <algorithm>

namespace ropewalk::studio {

namespace {
constexpr double kTrySeconds = 20.0; // an estimate is rough: below this the price is found by paying it once
constexpr double kBackgroundSeconds = 60.0; // a baseline is scored once a target, so it may cost more
constexpr std::size_t kPrices = 4; // measurements that the price is taken from
constexpr rope::Method kBaselines[]{
    rope::Method::yarn, rope::Method::ntk, rope::Method::pi, rope::Method::none};
}

Scoring::Scoring(views::Document& document, EngineClient& client, ModelLoader& loader, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_client(client)
    , m_loader(loader)
{
    connect(&loader, &ModelLoader::changed, this, &Scoring::advance);
    connect(&document, &views::Document::projectReset, this, &Scoring::forget);
    connect(&document, &views::Document::setEdited, this, &Scoring::advance);
    connect(&document, &views::Document::setsChanged, this, &Scoring::advance);
    connect(&document, &views::Document::activeSetChanged, this, &Scoring::advance);
    connect(&document, &views::Document::targetChanged, this, &Scoring::advance);
}

void Scoring::setDragging(bool dragging)
{
    m_dragging = dragging;
    advance();
}

void Scoring::scoreNow()
{
    if (const rope::FactorSet* set = m_document.activeSet())
        m_wanted = *set;
    advance();
}

void Scoring::cancelActive()
{
    m_wanted.reset();
    m_active.cancel();
}

void Scoring::setLiveLimit(double seconds)
{
    m_liveLimit = seconds;
    advance();
}

double Scoring::price() const
{
    const double target = double(m_document.project().target_length);
    // The least of the last measurements: what else the machine does makes a score slow, nothing makes it fast.
    if (!m_fullSeconds.empty())
        return *std::min_element(m_fullSeconds.begin(), m_fullSeconds.end())
            * std::max(1.0, target / double(m_pricedTarget));
    // The same number of windows, each target/L times as long; attention grows faster, so this is the least.
    if (m_inside && m_inside->target > 0)
        return m_inside->seconds * std::max(1.0, target / double(m_inside->target));
    return 0;
}

double Scoring::windowPrice() const
{
    return m_fullSeconds.empty() ? m_previewSeconds : price() / m_samples;
}

bool Scoring::isLive() const
{
    const bool measured = !m_fullSeconds.empty() && m_pricedTarget == m_document.project().target_length;
    return price() <= (measured ? m_liveLimit : std::max(m_liveLimit, kTrySeconds));
}

void Scoring::forget()
{
    m_active.cancel();
    m_background.cancel();
    m_active = {};
    m_background = {};
    m_refused.clear();
    m_inside.reset();
    m_wanted.reset();
    m_fullSeconds.clear();
    m_previewSeconds = 0;
    m_pricedTarget = 0;
    Q_EMIT stateChanged();
}

void Scoring::notePrice(std::int64_t target, double seconds)
{
    if (m_pricedTarget != target)
        m_fullSeconds.clear();
    m_pricedTarget = target;
    m_fullSeconds.push_back(seconds);
    if (m_fullSeconds.size() > kPrices)
        m_fullSeconds.erase(m_fullSeconds.begin());
}

bool Scoring::hasFullScore(const rope::FactorSet& set) const
{
    const auto entry = m_document.score(set);
    return entry && !entry->preview;
}

bool Scoring::isRefused(const Job& job) const
{
    return std::any_of(m_refused.begin(), m_refused.end(), [&](const Job& other) { return other.sameAs(job); });
}

void Scoring::advance()
{
    if (m_epoch != m_loader.epoch()) {
        m_epoch = m_loader.epoch();
        forget();
    }
    if (!m_loader.isReady()) {
        Q_EMIT stateChanged();
        return;
    }
    bool waits = false;
    if (const rope::FactorSet* set = m_document.activeSet())
        advanceActive(*set, waits);
    if (!waits && !m_background.isPending())
        if (const auto job = nextInBackground())
            ask(m_background, m_askedBackground, *job, {});
    Q_EMIT stateChanged();
}

void Scoring::advanceActive(const rope::FactorSet& set, bool& waits)
{
    const std::int64_t target = m_document.project().target_length;
    const bool wanted = m_wanted && m_wanted->same_rotation(set);
    waits = m_dragging || m_active.isPending();
    if (hasFullScore(set) || set.lambda.empty())
        return;
    const bool known = m_inside || isRefused({rope::make_set(rope::Method::none, m_document.geometry(),
                                                  m_document.geometry().original_length),
                            m_document.geometry().original_length, false});
    if (!known && m_fullSeconds.empty())
        return; // the cheapest score first: it says what the others cost
    if (!m_dragging && (wanted || isLive())) {
        const Job job{set, target, false};
        if (isRefused(job) || (m_active.isPending() && m_askedActive.sameAs(job)))
            return;
        waits = true;
        ask(m_active, m_askedActive, job, "active");
        return;
    }
    // One preview is under way at a time: a newer one would end it unanswered, again and again. A full score that
    // still runs is of an older edit and gives way.
    const Job job{set, target, true};
    const bool previewRuns = m_active.isPending() && m_askedActive.preview;
    const double previewPrice = m_previewSeconds > 0 ? m_previewSeconds : price() / m_samples;
    if (previewPrice <= m_liveLimit && !previewRuns && !isRefused(job) && !m_document.score(set)) {
        waits = true;
        ask(m_active, m_askedActive, job, "active");
    }
}

std::optional<Scoring::Job> Scoring::nextInBackground() const
{
    const rope::Geometry& geometry = m_document.geometry();
    const std::int64_t target = m_document.project().target_length;
    const Job inside{rope::make_set(rope::Method::none, geometry, geometry.original_length),
        geometry.original_length, false};
    if (!m_inside && !isRefused(inside))
        return inside;
    if (!isLive() && price() > kBackgroundSeconds)
        return std::nullopt; // what costs minutes is not spent unasked
    const auto missing = [&](const rope::FactorSet& set) -> std::optional<Job> {
        const Job job{set, target, false};
        return hasFullScore(set) || isRefused(job) ? std::nullopt : std::optional(job);
    };
    for (const rope::Method method : kBaselines)
        if (auto job = missing(rope::make_set(method, geometry, target)))
            return job;
    for (const rope::FactorSet& set : m_document.project().sets)
        if (set.id != m_document.project().active_set)
            if (auto job = missing(set))
                return job;
    // The same at one attention factor, so that what the λ do is told apart from what the factor does.
    for (const rope::Method method : kBaselines)
        if (auto job = missing(m_document.atCommonFactor(rope::make_set(method, geometry, target))))
            return job;
    for (const rope::FactorSet& set : m_document.project().sets)
        if (set.id != m_document.project().active_set || hasFullScore(set))
            if (auto job = missing(m_document.atCommonFactor(set)))
                return job;
    return std::nullopt;
}

void Scoring::ask(Call& call, Job& asked, const Job& job, const std::string& slot)
{
    protocol::ScoreParams params;
    params.set = job.set;
    params.target = job.target;
    params.preview = job.preview;
    params.slot = slot;
    asked = job;
    const bool active = &call == &m_active;
    if (active)
        m_background.cancel(); // it is asked for again when nobody waits
    call = m_client.score(params, this, [this, job, epoch = m_epoch, active](const auto& result) {
        answer(job, epoch, active, result);
    });
}

void Scoring::answer(const Job& job, quint64 epoch, bool active, const Result<protocol::ScoreResult>& result)
{
    if (epoch != m_loader.epoch() || epoch != m_epoch)
        return; // about another model or other documents
    if (result) {
        const views::ScoreEntry entry{result->perplexity, result->tokens, job.target,
            QString::fromStdString(result->split), result->preview, result->seconds, result->window_nll,
            result->unigram_nll};
        const rope::Geometry& geometry = m_document.geometry();
        if (!job.preview && job.target == geometry.original_length
            && job.set.same_rotation(rope::make_set(rope::Method::none, geometry, job.target)))
            m_inside = entry;
        if (job.target == m_document.project().target_length) {
            if (result->preview) {
                m_previewSeconds = result->seconds;
            } else {
                notePrice(job.target, result->seconds);
                m_samples = std::max(1, result->samples);
            }
        }
        m_document.addScore(job.set, entry);
    } else if (!result.error().cancelled && m_client.isConnected()) {
        m_refused.push_back(job);
        if (active)
            Q_EMIT failed(views::translated(result.error()));
    }
    if (m_wanted && !job.preview && m_wanted->same_rotation(job.set))
        m_wanted.reset();
    advance();
}

} // namespace ropewalk::studio
