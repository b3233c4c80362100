// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/model_loader.h"


namespace ropewalk::studio {

/// Which scores are asked for, and when. The active set first: a preview while it is dragged, the full score when it
/// rests; then, one at a time, plain RoPE inside L, the baselines and the other sets, each at its own attention
/// factor, then all at the common one. A number is asked for once: the
/// document keeps it by rotation and target. Where a full score of the active set costs over a second it waits for
/// scoreNow().
class Scoring : public QObject
{
    Q_OBJECT

public:
    Scoring(views::Document& document, EngineClient& client, ModelLoader& loader, QObject* parent = nullptr);

    void setDragging(bool dragging);
    /// Scores the active set in full, whatever it costs.
    void scoreNow();
    void cancelActive(); ///< takes scoreNow() back
    /// What a score may cost and still follow every edit; a second unless set.
    void setLiveLimit(double seconds);

    /// False when the active set waits for scoreNow(), because a score costs more than a second.
    bool isLive() const;
    double price() const; ///< seconds of a full score, measured or estimated; 0 = not known
    double windowPrice() const; ///< seconds of one window at the target, measured; 0 = not known
    bool isScoring() const { return m_active.isPending(); } ///< the active set
    /// Everything that may be known without asking the user is known.
    bool isSettled() const { return !m_active.isPending() && !m_background.isPending(); }
    qint64 activeCall() const { return m_active.id(); } ///< for its progress
    qint64 backgroundCall() const { return m_background.id(); }
    /// Plain RoPE at L tokens: what the model does inside its own window.
    const std::optional<views::ScoreEntry>& inside() const { return m_inside; }

Q_SIGNALS:
    void stateChanged(); ///< any getter
    void failed(const QString& why); ///< the active set could not be scored

private:
    struct Job
    {
        rope::FactorSet set;
        std::int64_t target = 0;
        bool preview = false;
        bool sameAs(const Job& other) const
        {
            return target == other.target && preview == other.preview && set.same_rotation(other.set);
        }
    };

    void forget(); ///< another model or other documents
    void advance(); ///< asks for what is most wanted now
    void advanceActive(const rope::FactorSet& set, bool& waits);
    std::optional<Job> nextInBackground() const;
    void ask(Call& call, Job& asked, const Job& job, const std::string& slot);
    void answer(const Job& job, quint64 epoch, bool active, const Result<protocol::ScoreResult>& result);
    bool isRefused(const Job& job) const;
    void notePrice(std::int64_t target, double seconds);
    bool hasFullScore(const rope::FactorSet& set) const;

    views::Document& m_document;
    EngineClient& m_client;
    ModelLoader& m_loader;
    Call m_active, m_background;
    Job m_askedActive, m_askedBackground;
    std::vector<Job> m_refused; ///< not asked again
    std::optional<views::ScoreEntry> m_inside;
    std::optional<rope::FactorSet> m_wanted; ///< by scoreNow(), until it is answered
    std::vector<double> m_fullSeconds; ///< of the last full scores at m_pricedTarget
    double m_previewSeconds = 0; ///< of the last preview; 0 = none yet
    double m_liveLimit = 1.0; ///< seconds
    int m_samples = 1; ///< windows of the last full score
    std::int64_t m_pricedTarget = 0;
    quint64 m_epoch = 0;
    bool m_dragging = false;
};

} // namespace ropewalk::studio
