// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QListView>

namespace ropewalk::views {

class ScoreTrail;

/// The tried values as a row of small curves with their perplexities, the latest first. A click, or Enter on
/// the one the arrow keys are at, goes back to it.
class TrailStrip : public QListView
{
    Q_OBJECT

public:
    explicit TrailStrip(ScoreTrail* trail, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return { 100, sizeHint().height() }; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    ScoreTrail* m_trail;
};

} // namespace ropewalk::views
