// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/workspace/arrangements.h"

#include "app/studio/workspace/panel_area.h"

#include <QCoreApplication>
#include <QDockWidget>

namespace ropewalk::studio {

namespace {

/// Panels of one column, from the top, with their heights in pixels of a window of 1280 × 800.
struct Column
{
    int width;
    QList<std::pair<const char*, int>> panels;
};

const Column kSets{192, {{"sets", 390}, {"model", 172}}};

QList<Column> columnsOf(Workspace workspace)
{
    switch (workspace) {
    case Workspace::Edit:
        return {kSets, {862, {{"editor", 310}, {"frequency", 250}}}, {196, {{"perplexity", 222}, {"factors", 337}}}};
    case Workspace::Search:
        return {kSets, {862, {{"editor", 310}}}, {196, {{"perplexity", 310}}}};
    case Workspace::Evaluate:
        return {kSets, {1058, {{"evaluate", 560}}}};
    case Workspace::Learn:
        return {kSets, {1058, {{"learn", 560}}}};
    }
    return {};
}

/// Of the search and the jobs, below all columns; 0 = not shown.
int searchHeight(Workspace workspace)
{
    return workspace == Workspace::Search ? 380 : workspace == Workspace::Edit ? 172 : 0;
}

} // namespace

QString workspaceName(Workspace workspace)
{
    switch (workspace) {
    case Workspace::Edit:
        return QCoreApplication::translate("Workspace", "Edit");
    case Workspace::Search:
        return QCoreApplication::translate("Workspace", "Search");
    case Workspace::Evaluate:
        return QCoreApplication::translate("Workspace", "Evaluate");
    case Workspace::Learn:
        return QCoreApplication::translate("Workspace", "Learn");
    }
    return {};
}

QString workspaceKey(Workspace workspace)
{
    constexpr const char* keys[]{"edit", "search", "evaluate", "learn"};
    return QString::fromLatin1(keys[int(workspace)]);
}

void arrange(PanelArea& area, Workspace workspace)
{
    area.takeAll();
    QList<QDockWidget*> tops;
    QList<int> widths;
    QList<std::pair<QList<QDockWidget*>, QList<int>>> columns;
    for (const Column& column : columnsOf(workspace)) {
        QList<QDockWidget*> docks;
        QList<int> heights;
        for (const auto& [name, height] : column.panels)
            if (QDockWidget* dock = area.dock(QString::fromLatin1(name))) {
                docks << dock;
                heights << height;
            }
        if (docks.isEmpty())
            continue;
        if (tops.isEmpty())
            area.addDockWidget(Qt::LeftDockWidgetArea, docks.first());
        else
            area.splitDockWidget(tops.last(), docks.first(), Qt::Horizontal);
        tops << docks.first();
        widths << column.width;
        columns.append({docks, heights});
    }
    for (const auto& [docks, heights] : columns)
        for (qsizetype i = 1; i < docks.size(); ++i)
            area.splitDockWidget(docks[i - 1], docks[i], Qt::Vertical);
    QDockWidget* search = area.dock(QStringLiteral("search"));
    const int height = searchHeight(workspace);
    QList<QDockWidget*> shown;
    for (const auto& [docks, heights] : columns)
        shown << docks;
    if (search && height > 0) {
        area.addDockWidget(Qt::BottomDockWidgetArea, search);
        shown << search;
    }
    // The others have a place, too: a kept arrangement knows only of panels that have one.
    for (QDockWidget* dock : area.docks()) {
        if (!shown.contains(dock))
            area.addDockWidget(Qt::BottomDockWidgetArea, dock);
        dock->setVisible(shown.contains(dock));
    }

    area.resizeDocks(tops, widths, Qt::Horizontal);
    for (const auto& [docks, heights] : columns)
        area.resizeDocks(docks, heights, Qt::Vertical);
    if (search && height > 0)
        area.resizeDocks({search}, {height}, Qt::Vertical);
}

} // namespace ropewalk::studio
