// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/window/help_text.h"

#include <QCoreApplication>
#include <QDialog>
#include <QGridLayout>
#include <QLabel>
#include <QMessageBox>
#include <QVBoxLayout>

namespace ropewalk::studio {

namespace {

struct Line
{
    const char* keys;
    const char* meaning; ///< null: keys is a heading
};

constexpr Line kLines[]{
    {QT_TRANSLATE_NOOP("Help", "λ curve"), nullptr},
    {QT_TRANSLATE_NOOP("Help", "drag a point"), QT_TRANSLATE_NOOP("Help", "change one rescale factor; beside a point the brush paints")},
    {QT_TRANSLATE_NOOP("Help", "← →, Home, End"), QT_TRANSLATE_NOOP("Help", "choose a pair")},
    {QT_TRANSLATE_NOOP("Help", "↑ ↓ (with Shift)"), QT_TRANSLATE_NOOP("Help", "its λ by 0.01 (by 0.1)")},
    {QT_TRANSLATE_NOOP("Help", "Shift+← →, Ctrl+A"), QT_TRANSLATE_NOOP("Help", "choose several pairs")},
    {QT_TRANSLATE_NOOP("Help", "Ctrl+↑ ↓"), QT_TRANSLATE_NOOP("Help", "scale the chosen pairs")},
    {QT_TRANSLATE_NOOP("Help", "D S T R I X"), QT_TRANSLATE_NOOP("Help", "draw, select, two boundaries, LongRoPE2, interpolate, rescale")},
    {QT_TRANSLATE_NOOP("Help", "L M P K"), QT_TRANSLATE_NOOP("Help", "straighten, smooth, repair, lock the chosen pairs")},
    {QT_TRANSLATE_NOOP("Help", "[ and ], comma and full stop"), QT_TRANSLATE_NOOP("Help", "the brush's width and softness")},
    {QT_TRANSLATE_NOOP("Help", "Ctrl+C, Ctrl+V"), QT_TRANSLATE_NOOP("Help", "copy and paste a column of λ")},
    {QT_TRANSLATE_NOOP("Help", "Ctrl+Shift+C"), QT_TRANSLATE_NOOP("Help", "copy the plot as a picture")},
    {QT_TRANSLATE_NOOP("Help", "Esc"), QT_TRANSLATE_NOOP("Help", "take back the drag that is going on")},
    {QT_TRANSLATE_NOOP("Help", "Ctrl+Z, Ctrl+Shift+Z"), QT_TRANSLATE_NOOP("Help", "undo, redo")},
    {QT_TRANSLATE_NOOP("Help", "Ctrl+Shift+N"), QT_TRANSLATE_NOOP("Help", "another window with its own project")},
    {QT_TRANSLATE_NOOP("Help", "Ctrl+1 … Ctrl+4"), QT_TRANSLATE_NOOP("Help", "start from none, PI, NTK, YaRN")},
    {QT_TRANSLATE_NOOP("Help", "Frequency map"), nullptr},
    {QT_TRANSLATE_NOOP("Help", "wheel, + and −"), QT_TRANSLATE_NOOP("Help", "zoom positions (with Ctrl pairs)")},
    {QT_TRANSLATE_NOOP("Help", "drag, arrows"), QT_TRANSLATE_NOOP("Help", "move what is shown")},
    {QT_TRANSLATE_NOOP("Help", "double click, 0"), QT_TRANSLATE_NOOP("Help", "show the whole")},
    {QT_TRANSLATE_NOOP("Help", "right button, Ctrl+C"), QT_TRANSLATE_NOOP("Help", "copy or save any plot and its numbers")},
    {QT_TRANSLATE_NOOP("Help", "Learn"), nullptr},
    {QT_TRANSLATE_NOOP("Help", "Ctrl+Shift+4"), QT_TRANSLATE_NOOP("Help", "lessons with views, and back")},
    {QT_TRANSLATE_NOOP("Help", "← →, Space"), QT_TRANSLATE_NOOP("Help", "move the clock hands, let them run")},
    {QT_TRANSLATE_NOOP("Help", "Sets"), nullptr},
    {QT_TRANSLATE_NOOP("Help", "Return, B"), QT_TRANSLATE_NOOP("Help", "edit a set (A), compare with one (B)")},
    {QT_TRANSLATE_NOOP("Help", "F2, Ctrl+D, Del, L"), QT_TRANSLATE_NOOP("Help", "rename, duplicate, delete, lock")},
    {QT_TRANSLATE_NOOP("Help", "Alt+↑ ↓"), QT_TRANSLATE_NOOP("Help", "move in the list; a drag out of it is a file")},
    {QT_TRANSLATE_NOOP("Help", "Search"), nullptr},
    {QT_TRANSLATE_NOOP("Help", "F5, F6, Shift+F5, F7"), QT_TRANSLATE_NOOP("Help", "start, pause, stop, go on from the journal")},
    {QT_TRANSLATE_NOOP("Help", "Ctrl+Shift+F5"), QT_TRANSLATE_NOOP("Help", "continue a search of LongRoPE that was opened")},
    {QT_TRANSLATE_NOOP("Help", "Ctrl+B"), QT_TRANSLATE_NOOP("Help", "adopt the candidate looked at, or the best so far, as a set")},
    {QT_TRANSLATE_NOOP("Help", "Evaluate"), nullptr},
    {QT_TRANSLATE_NOOP("Help", "F8, Shift+F8"), QT_TRANSLATE_NOOP("Help", "run or stop what is shown")},
    {QT_TRANSLATE_NOOP("Help", "arrows, Return"), QT_TRANSLATE_NOOP("Help", "walk through cells, curves and tokens, choose one")},
    {QT_TRANSLATE_NOOP("Help", "drag, Shift+← →, Esc"), QT_TRANSLATE_NOOP("Help", "choose a range of positions, give it up")},
    {QT_TRANSLATE_NOOP("Help", "S"), QT_TRANSLATE_NOOP("Help", "the token with the next most attention")},
};

/// What translators find these texts under.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};

} // namespace

void showShortcuts(QWidget* parent)
{
    auto* dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(Texts::tr("Keys and mouse"));
    auto* columns = new QHBoxLayout(dialog);
    columns->setContentsMargins(20, 16, 20, 16);
    columns->setSpacing(40);
    QGridLayout* grid = nullptr;
    int row = 0;
    for (const Line& line : kLines) {
        auto* keys = new QLabel(Texts::tr(line.keys));
        if (!grid || (!line.meaning && row > int(std::size(kLines)) / 2 && columns->count() == 1)) {
            grid = new QGridLayout;
            grid->setHorizontalSpacing(24);
            grid->setVerticalSpacing(5);
            auto* column = new QVBoxLayout;
            column->addLayout(grid);
            column->addStretch(1);
            columns->addLayout(column);
            row = 0;
        }
        if (line.meaning) {
            grid->addWidget(keys, row, 0);
            grid->addWidget(new QLabel(Texts::tr(line.meaning)), row++, 1);
            continue;
        }
        QFont bold = keys->font();
        bold.setBold(true);
        keys->setFont(bold);
        if (row > 0)
            grid->setRowMinimumHeight(row++, 6);
        grid->addWidget(keys, row++, 0, 1, 2);
    }
    dialog->show();
}

void showAbout(QWidget* parent)
{
    auto* box = new QMessageBox(QMessageBox::NoIcon, Texts::tr("About Ropewalk"),
        Texts::tr("<b>Ropewalk %1</b><p>A studio for stretching the context window of language models that use rotary "
           "position embeddings, after LongRoPE (arXiv 2402.13753).</p><p>The window is free software under the GNU "
           "General Public License, version 3; the engine under the Apache License, version 2.0.</p>")
            .arg(QStringLiteral(ROPEWALK_VERSION)),
        QMessageBox::Close, parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace ropewalk::studio
