// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QWidget>
#include <vector>

class QLabel;

namespace ropewalk::views {

/// A file of the engine's machine or one of a few named places: what is chosen, and a button for each way to choose.
class PathField : public QWidget
{
    Q_OBJECT

public:
    struct Place
    {
        QString path; ///< "demo", or empty where nothing is named
        QString button, shown, told; ///< on the button, as the choice, tool tip
    };

    PathField(std::vector<Place> places, const QString& fileTip, QWidget* parent = nullptr);

    const QString& path() const { return m_path; }
    void setPath(const QString& path);

Q_SIGNALS:
    void pathChanged();
    void fileRequested(); ///< the user wants to choose a file

private:
    void show();

    std::vector<Place> m_places;
    QString m_path;
    QLabel* m_label;
};

} // namespace ropewalk::views
