// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/document/document.h"
#include "views/plots/panel.h"

#include <optional>

namespace ropewalk::views {

class PerplexityBars;
struct PerplexityRow;
class PillButton;

/// The perplexity of the set being edited, large and live, beside the baselines and the other sets. What was
/// measured before the last edit is greyed, never shown as this set's; a preview is told as what it changes on its own
/// window, since its perplexity is comparable with no full score.
class PerplexityPanel : public Panel
{
    Q_OBJECT

public:
    explicit PerplexityPanel(Document* document, QWidget* parent = nullptr);

    void setScoring(bool running); ///< the active set is being scored
    /// Live scoring is off because a score costs this many seconds (0 = not known): a button with its price
    /// stands where the number will be. Empty = scoring is live.
    void setPrice(std::optional<double> seconds);
    /// A line beneath the number: "engine restarting", why a score failed; empty = none. tip: the same at length.
    void setStatus(const QString& status, bool warning = false, const QString& tip = {});

Q_SIGNALS:
    void scoreRequested(); ///< the button with the price was pressed

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void showNumber(const QString& text, const QColor& colour);
    void showTag(const QString& text, const QColor& colour, const QString& tip);
    void showPreview(const ScoreEntry& preview, const std::optional<ScoreEntry>& former);
    void showAgainst(const ScoreEntry& entry); ///< A − B
    std::vector<PerplexityRow> rows() const;

    Document* m_document;
    QLabel* m_number;
    QLabel* m_tag;
    QLabel* m_detail;
    QLabel* m_status;
    PillButton* m_score;
    PerplexityBars* m_bars;
    bool m_scoring = false;
    std::optional<double> m_price;
};

} // namespace ropewalk::views
