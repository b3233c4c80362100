// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/workspace/workspace_bar.h"

#include "views/plots/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

namespace ropewalk::studio {

namespace {

constexpr int kSide = 9; // pixels beside the word
constexpr int kLine = 2; // thickness of the line under the present one

/// A word that can be chosen.
class Word : public QToolButton
{
public:
    explicit Word(QAction* action)
    {
        setDefaultAction(action);
        setFocusPolicy(Qt::TabFocus);
        setAccessibleName(action->text().remove(QLatin1Char('&')));
    }
    QSize sizeHint() const override
    {
        const QFontMetrics metrics(views::scaledFont(font(), 1.0, true));
        return {metrics.horizontalAdvance(accessibleName()) + 2 * kSide, metrics.height() + 10};
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const views::Theme theme = views::themeFor(palette());
        painter.setFont(views::scaledFont(font(), 1.0, isChecked()));
        painter.setPen(isChecked() || underMouse() ? theme.text : theme.muted);
        painter.drawText(rect(), Qt::AlignCenter, accessibleName());
        if (isChecked())
            painter.fillRect(QRect(kSide, height() - kLine - 1, width() - 2 * kSide, kLine), theme.accent);
        if (hasFocus()) {
            painter.setPen(theme.accent);
            painter.drawRoundedRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4);
        }
    }
};

} // namespace

WorkspaceBar::WorkspaceBar(const QMap<Workspace, QAction*>& actions, QWidget* parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Workspaces"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 0, 10, 0);
    row->setSpacing(2);
    for (QAction* action : actions)
        row->addWidget(new Word(action));
}

} // namespace ropewalk::studio
