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

/// What translators find these texts under.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(PlotMenu)
};

/// As the plot stands on the screen.
PlotPicture onScreen(const QWidget& view)
{
    PlotPicture picture;
    picture.size = view.size();
    picture.background = themeFor(view.palette()).dark ? PlotBackground::dark : PlotBackground::light;
    return picture;
}

} // namespace

QList<QAction*> exportActions(const QWidget& view)
{
    QList<QAction*> found;
    for (const char* name : { "copyPicture", "copyNumbers", "savePlot" })
        if (auto* action = view.findChild<QAction*>(QLatin1String(name), Qt::FindDirectChildrenOnly))
            found << action;
    return found;
}

void offerExport(QWidget* view, const Plot* plot)
{
    const auto add = [view](const char* name, const QString& text, const auto& triggered) {
        auto* action = new QAction(text, view);
        action->setObjectName(QLatin1String(name));
        QObject::connect(action, &QAction::triggered, view, triggered);
        view->addAction(action);
        return action;
    };
    QAction* copy = add("copyPicture", Texts::tr("&Copy picture"), [view, plot] {
        QGuiApplication::clipboard()->setImage(plotImage(*plot, onScreen(*view)));
    });
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    add("copyNumbers", Texts::tr("Copy &numbers"),
        [plot] { QGuiApplication::clipboard()->setText(QString::fromUtf8(plot->numbers().csv())); });
    add("savePlot", Texts::tr("&Save picture or numbers…"), [view, plot] {
        auto* dialog = new PlotDialog(*plot, onScreen(*view), view);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    });
    view->setContextMenuPolicy(Qt::ActionsContextMenu);
}

} // namespace ropewalk::views
