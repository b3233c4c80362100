// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QMap>
#include <QWidget>
#include <functional>

class QVBoxLayout;

namespace ropewalk::studio {

/// Messages inside the window, one line each, with what can be done about them. A message is known by its key: a newer
/// one takes its place.
class MessageBar : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { Note, Warning };
    struct Choice
    {
        QString label;
        std::function<void()> chosen; ///< the message is closed first
    };

    explicit MessageBar(QWidget* parent = nullptr);

    void show(const QString& key, Kind kind, const QString& text, std::vector<Choice> choices = {});
    void close(const QString& key);
    bool has(const QString& key) const { return m_messages.contains(key); }
    QString text(const QString& key) const; ///< empty = no such message

Q_SIGNALS:
    void shown(const QString& key);

private:
    QVBoxLayout* m_layout;
    QMap<QString, QWidget*> m_messages;
};

} // namespace ropewalk::studio
