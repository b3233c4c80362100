// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/session/evaluation/measuring.h"

#include "app/studio/session/evaluation/result_key.h"
#include "core/protocol/json.h"
#include "views/evaluation/set_style.h"
#include "views/language/translated.h"

namespace ropewalk::studio {

template <class Kind>
Measuring<Kind>::Measuring(views::Document& document, EngineClient& client, ResultStore& store, QObject* parent)
    : EvaluationRun(client, QString::fromLatin1(Kind::kName), parent)
    , m_document(document)
    , m_store(store)
{
    connect(&client, Kind::kReported, this, [this](qint64 id, const auto& report) {
        if (!isRunning() || id != call())
            return;
        Kind::grow(m_partial, report, m_planned);
        m_grown = true;
        touch();
    });
}

template <class Kind>
void Measuring<Kind>::run(const Params& params, const std::vector<views::Compared>& sets)
{
    if (isRunning())
        return;
    m_params = params;
    for (const views::Compared& set : sets)
        if (!entry(params, set.set).complete)
            m_waiting.push_back(set);
    if (!m_waiting.empty())
        next();
}

template <class Kind>
views::Measurements<typename Kind::Result> Measuring<Kind>::results(
    const Params& params, const std::vector<views::Compared>& sets)
{
    views::Measurements<Answer> all;
    for (const views::Compared& set : sets) {
        const Entry& known = entry(params, set.set);
        all.push_back({set, known.result, known.complete, known.planned});
    }
    return all;
}

template <class Kind>
double Measuring<Kind>::tokensFor(const Params& params, const std::vector<views::Compared>& sets)
{
    double sum = 0;
    for (const views::Compared& set : sets)
        if (!entry(params, set.set).complete)
            sum += Kind::tokens(params, m_planned);
    return sum;
}

template <class Kind>
std::optional<typename Kind::Params> Measuring<Kind>::lastParams() const
{
    const auto content = m_store.newest(name());
    if (!content)
        return std::nullopt;
    const auto read = protocol::from_json<Params>(content->at("params"));
    return read ? std::optional<Params>(*read) : std::nullopt;
}

template <class Kind>
nlohmann::json Measuring<Kind>::written(const Params& params, const std::vector<views::Compared>& sets)
{
    nlohmann::json list = nlohmann::json::array();
    for (const views::Compared& set : sets)
        if (const Entry& known = entry(params, set.set); known.result)
            list.push_back({{"set", set.set.name}, {"complete", known.complete},
                {"params", protocol::to_json(Kind::of(params, set.set))},
                {"result", protocol::to_json(*known.result)}});
    return list;
}

template <class Kind>
void Measuring<Kind>::forget()
{
    m_waiting.clear();
    stop();
    m_underWay.clear();
    m_known.clear();
    lookAgain();
}

template <class Kind>
void Measuring<Kind>::lookAgain()
{
    m_missing.clear();
    Q_EMIT resultsChanged();
}

template <class Kind>
typename Measuring<Kind>::Entry& Measuring<Kind>::entry(const Params& params, const rope::FactorSet& set)
{
    const QString key = keyOf(params, set);
    Entry& known = m_known[key];
    if (known.result || m_missing.contains(key))
        return known;
    m_missing.insert(key);
    if (const auto content = m_store.read(name(), key))
        if (auto read = protocol::from_json<Answer>(content->at("result")))
            known = {std::make_shared<const Answer>(std::move(*read)), true, 0};
    return known;
}

template <class Kind>
QString Measuring<Kind>::keyOf(const Params& params, const rope::FactorSet& set) const
{
    return resultKey(Kind::kName, m_document.project(), protocol::to_json(Kind::of(params, set)));
}

template <class Kind>
void Measuring<Kind>::next()
{
    if (m_waiting.empty()) {
        m_underWay.clear();
        finish();
        return;
    }
    const views::Compared set = m_waiting.front();
    m_waiting.pop_front();
    m_underWay = keyOf(m_params, set.set);
    m_partial = {};
    m_grown = false;
    const auto ask = Kind::kSend;
    const Call call = (m_client.*ask)(Kind::of(m_params, set.set), this,
        [this, set, key = m_underWay](const Result<Answer>& result) { answered(set, key, result); });
    begin(call, views::titleOf(set), int(m_waiting.size()));
}

template <class Kind>
void Measuring<Kind>::answered(const views::Compared& set, const QString& key, const Result<Answer>& result)
{
    const bool kept = result && key == m_underWay;
    if (kept)
        m_known[key] = {std::make_shared<const Answer>(*result), true, m_planned};
    if (!ended(result ? nullptr : &result.error(), Kind::tokens(m_params, m_planned)))
        m_waiting.clear();
    if (kept)
        keep(set, key, *result);
    next();
}

template <class Kind>
void Measuring<Kind>::keep(const views::Compared& set, const QString& key, const Answer& result)
{
    const project::Project& project = m_document.project();
    const Status written = m_store.write(name(), key,
        {{"set", set.set.name}, {"model", project.model_path}, {"documents", project.documents_path},
            {"field", project.documents_field},
            {"params", protocol::to_json(Kind::of(m_params, set.set))}, {"result", protocol::to_json(result)}});
    if (!written)
        Q_EMIT failed(EvaluationRun::tr("The result could not be kept: %1").arg(views::translated(written.error())));
}

template <class Kind>
void Measuring<Kind>::publish()
{
    if (m_underWay.isEmpty() || !m_grown)
        return;
    if (Entry& known = m_known[m_underWay]; !known.complete)
        known = {std::make_shared<const Answer>(m_partial), false, m_planned};
}

template class Measuring<EntropyKind>;
template class Measuring<PasskeyKind>;
template class Measuring<NeedleKind>;
template class Measuring<CurveKind>;
template class Measuring<ChoicesKind>;

} // namespace ropewalk::studio
