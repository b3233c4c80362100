// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QButtonGroup>
#include <QWidget>

namespace ropewalk::views {

/// A few words side by side of which one is chosen. Arrow keys move the choice.
class Segments : public QWidget
{
    Q_OBJECT

public:
    struct Segment
    {
        QString text;
        QString told; ///< tool tip: what it shows, in a sentence
    };

    /// name: what is chosen here, for screen readers.
    Segments(const QString& name, const std::vector<Segment>& segments, QWidget* parent = nullptr);

    int current() const { return m_buttons->checkedId(); }
    void setCurrent(int segment); ///< without a signal
    void setSegmentEnabled(int segment, bool enabled);
    QAbstractButton* button(int segment) const { return m_buttons->button(segment); }

Q_SIGNALS:
    void chosen(int segment); ///< by the user

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QButtonGroup* m_buttons;
};

} // namespace ropewalk::views
