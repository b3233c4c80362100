// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QWidget>

namespace ropewalk::views {

class Document;
class ScoreTrail;

/// What the last edit did to the perplexity: the previous value as a mark, the present one as a dot beside it
/// on a small scale, and both as numbers. Both are compared on the same windows, so a preview is told as what it changes
/// on its own, marked ≈; without a number yet the dot is missing.
class ScoreChange : public QWidget
{
    Q_OBJECT

public:
    ScoreChange(Document* document, ScoreTrail* trail, QWidget* parent = nullptr);

    QString text() const { return m_text; } ///< "2.517 → 2.489", "2.517 → ≈ +1.2 %"
    double change() const { return m_change; } ///< ln(present/previous), NaN = not both known
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();

    Document* m_document;
    ScoreTrail* m_trail;
    QString m_text;
    double m_change = 0;
};

} // namespace ropewalk::views
