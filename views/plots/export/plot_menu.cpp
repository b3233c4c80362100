// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/export/plot_menu.h"

#include "views/plots/export/plot_dialog.h"
#include "views/plots/theme.h"

#include <QAction>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QWidget>

namespace ropewalk::views {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("PlotMenu", text);
}

/// As the plot stands on the screen.
PlotPicture onScreen(const QWidget& view)
{
    PlotPicture picture;
    picture.size = view.size();
    picture.background = themeFor(view.palette()).dark ? PlotBackground::dark : PlotBackground::light;
    return picture;
}

} // namespace

void offerExport(QWidget* view, const Plot* plot)
{
    const auto add = [view](const char* name, const QString& text, const auto& triggered) {
        auto* action = new QAction(text, view);
        action->setObjectName(QLatin1String(name));
        QObject::connect(action, &QAction::triggered, view, triggered);
        view->addAction(action);
        return action;
    };
    QAction* copy = add("copyPicture", tr("&Copy picture"), [view, plot] {
        QGuiApplication::clipboard()->setImage(plotImage(*plot, onScreen(*view)));
    });
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    add("copyNumbers", tr("Copy &numbers"),
        [plot] { QGuiApplication::clipboard()->setText(QString::fromUtf8(plot->numbers().csv())); });
    add("savePlot", tr("&Save picture or numbers…"), [view, plot] {
        auto* dialog = new PlotDialog(*plot, onScreen(*view), view);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    });
    view->setContextMenuPolicy(Qt::ActionsContextMenu);
}

} // namespace ropewalk::views
