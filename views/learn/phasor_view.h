// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/learn/learn_view.h"
#include "views/plots/accessible_table.h"

#include <QElapsedTimer>
#include <QTimer>

namespace ropewalk::views {

/// The pairs as clock hands at one position: zero is up, angles grow clockwise, the arc that training visited is
/// shaded, the rim is red where the angle was never seen. The hand of the first set is solid, of the second dashed; the
/// first set's hand at a second position is thin, with the angle between the two filled. Left and Right move the
/// position (with Shift by ten), Page Up and Page Down by an eighth of the trained length, Home and End to the ends, Up
/// and Down choose the pair, Space plays.
class PhasorView : public LearnView, public TableContent
{
    Q_OBJECT

public:
    explicit PhasorView(QWidget* parent = nullptr);

    std::int64_t position() const { return m_position; }
    std::optional<std::int64_t> otherPosition() const { return m_other; }
    bool isPlaying() const { return m_tick.isActive(); }
    double speed() const { return m_speed; } ///< tokens a second

    QString readout() const override; ///< of the pair under the pointer, else of the selected one
    QString summary() const; ///< one line on all pairs
    PlotNumbers numbers() const override;
    QRectF dialOf(int pair) const; ///< in this widget's coordinates

    int tableRows() const override;
    QStringList tableColumns() const override;
    QString tableCell(int row, int column) const override;
    QString tableRowName(int row) const override;
    int tableSelectedRow() const override { return selectedPair(); }
    void selectTableRow(int row) override { choosePair(row); }

public Q_SLOTS:
    void setPosition(qint64 position); ///< clamped to 0 … target − 1
    void setOtherPosition(std::optional<std::int64_t> position);
    void setSpeed(double tokensPerSecond);
    void setPlaying(bool playing); ///< from the start when the end was reached; no timer runs while stopped
    void advance(double seconds); ///< what playing does; stops at the end

Q_SIGNALS:
    void positionChanged(qint64 position);
    void playingChanged(bool playing);

protected:
    void paintPlot(QPainter& painter, const QSizeF& size, const Theme& theme, bool live) const override;
    void setsChanged() override;
    bool isPointedAt() const override { return m_hovered >= 0; }
    QString told() const override;
    void hideEvent(QHideEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRectF dialOf(int pair, const QSizeF& size) const;
    int pairAt(const QPointF& point) const; ///< −1 = none
    QString textOf(int pair) const;
    void paintDial(QPainter& painter, int pair, const QRectF& dial, const Theme& theme, bool live) const;

    std::int64_t m_position = 0;
    std::optional<std::int64_t> m_other;
    double m_speed = 10;
    double m_part = 0; ///< of a token, while playing
    int m_hovered = -1;
    QTimer m_tick;
    QElapsedTimer m_since;
};

} // namespace ropewalk::views
