// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/evaluation/evaluation_run.h"
#include "app/studio/session/evaluation/kinds.h"
#include "app/studio/session/evaluation/result_store.h"
#include "views/document/document.h"
#include "views/evaluation/measured.h"

#include <QHash>
#include <QSet>
#include <deque>

namespace ropewalk::studio {

/// An evaluation of one kind (kinds.h): asks for what is missing, keeps results by what they depend on, finished ones
/// in the store too. A result is looked up for the settings and sets as they are now, so an edited set shows none.
template <class Kind>
class Measuring : public EvaluationRun
{
public:
    using Params = typename Kind::Params;
    using Answer = typename Kind::Result;

    Measuring(views::Document& document, EngineClient& client, ResultStore& store, QObject* parent);

    /// Measures those of the sets that have no complete result, one after the other.
    void run(const Params& params, const std::vector<views::Compared>& sets);
    /// What is known of these sets at these settings.
    views::Measurements<Answer> results(const Params& params, const std::vector<views::Compared>& sets);
    /// Tokens that measuring what is missing of the sets takes; 0 = nothing is missing, or not known.
    double tokensFor(const Params& params, const std::vector<views::Compared>& sets);
    /// The settings of the newest result in the store.
    std::optional<Params> lastParams() const;
    QDateTime lastTime() const { return m_store.newestTime(name()); } ///< of that result; invalid = none
    /// The results of these sets as the protocol writes them: [{"set", "complete", "params", "result"}].
    nlohmann::json written(const Params& params, const std::vector<views::Compared>& sets);

    void forget(); ///< another project: nothing is known but what the store has
    void lookAgain(); ///< the store has another folder

private:
    struct Entry
    {
        std::shared_ptr<const Answer> result;
        bool complete = false;
        std::int64_t planned = 0;
    };

    Entry& entry(const Params& params, const rope::FactorSet& set);
    QString keyOf(const Params& params, const rope::FactorSet& set) const;
    void next();
    void answered(const views::Compared& set, const QString& key, const Result<Answer>& result);
    void keep(const views::Compared& set, const QString& key, const Answer& result);
    void publish() override;

    views::Document& m_document;
    ResultStore& m_store;
    Params m_params; ///< of the present run
    std::deque<views::Compared> m_waiting;
    QString m_underWay; ///< key of the set being measured; empty = none, or one that nobody wants any more
    Answer m_partial;
    bool m_grown = false; ///< m_partial holds something
    std::int64_t m_planned = 0; ///< as the last run reported it
    QHash<QString, Entry> m_known;
    QSet<QString> m_missing; ///< looked for in the store, not there
};

} // namespace ropewalk::studio
