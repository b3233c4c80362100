// SPDX-License-Identifier: GPL-3.0-only
#include "views/evaluation/path_field.h"

#include "views/plots/pill_button.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <algorithm>

namespace ropewalk::views {

PathField::PathField(std::vector<Place> places, const QString& fileTip, QWidget* parent)
    : QWidget(parent)
    , m_places(std::move(places))
    , m_path(m_places.front().path)
    , m_label(new QLabel)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    m_label->setTextFormat(Qt::PlainText);
    row->addWidget(m_label, 1);
    for (const Place& place : m_places) {
        auto* button = new PillButton(place.button);
        button->setCompact(true);
        button->setToolTip(place.told);
        connect(button, &QAbstractButton::clicked, this, [this, path = place.path] { setPath(path); });
        row->addWidget(button);
    }
    auto* file = new PillButton(tr("File…"));
    file->setCompact(true);
    file->setToolTip(fileTip);
    connect(file, &QAbstractButton::clicked, this, &PathField::fileRequested);
    row->addWidget(file);
    show();
}

void PathField::setPath(const QString& path)
{
    if (path == m_path)
        return;
    m_path = path;
    show();
    Q_EMIT pathChanged();
}

void PathField::show()
{
    const auto place = std::find_if(m_places.begin(), m_places.end(), [this](const Place& one) { return one.path == m_path; });
    m_label->setText(place == m_places.end() ? QFileInfo(m_path).fileName() : place->shown);
    m_label->setToolTip(m_path);
}

} // namespace ropewalk::views
