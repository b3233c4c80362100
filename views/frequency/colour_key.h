// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QWidget>

namespace ropewalk::views {

/// What the colours of the frequency map mean: the cosine from −1 to 1 or the phase from −π to π, and the red of angles
/// never trained.
class ColourKey : public QWidget
{
    Q_OBJECT

public:
    explicit ColourKey(QWidget* parent = nullptr);
    void setPhase(bool phase);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    bool m_phase = false;
};

} // namespace ropewalk::views
