// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/export/plot_files.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace ropewalk::views {

/// How a plot leaves the window: format, size, background, and the picture as it will be.
class PlotDialog : public QDialog
{
    Q_OBJECT

public:
    /// plot outlives the dialog.
    PlotDialog(const Plot& plot, const PlotPicture& start, QWidget* parent = nullptr);

    PlotFormat format() const;
    PlotPicture picture() const;
    /// Writes the plot as chosen; an error is shown in the dialog, which then stays. True when written.
    bool saveTo(const QString& fileName);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void chooseFile();
    void copy();
    void refresh();

    const Plot& m_plot;
    QComboBox* m_format;
    QSpinBox* m_width;
    QSpinBox* m_height;
    QComboBox* m_scale;
    QComboBox* m_background;
    QLabel* m_preview;
    QLabel* m_note;
};

} // namespace ropewalk::views
