// SPDX-License-Identifier: GPL-3.0-only
#include "views/language/translated.h"

#include <QCoreApplication>
#include <QLocale>

namespace ropewalk::views {

namespace {

QString shown(const std::string& value)
{
    return QString::fromStdString(value);
}

QString shown(std::int64_t value)
{
    return QLocale().toString(qlonglong(value));
}

QString shown(std::uint64_t value)
{
    return QLocale().toString(qulonglong(value));
}

QString shown(const Number& number)
{
    switch (number.form) {
    case Number::Form::decimals:
        return QLocale().toString(number.value, 'f', number.digits);
    case Number::Form::significant:
        return QLocale().toString(number.value, 'g', number.digits);
    case Number::Form::shortest:
        break;
    }
    return QLocale().toString(number.value, number.text().find('e') == std::string::npos ? 'f' : 'g',
        QLocale::FloatingPointShortest);
}

QString shown(const Words& words)
{
    return translated(words);
}

QString shown(const std::vector<Words>& list)
{
    return translated(list).join(QStringLiteral(", "));
}

} // namespace

QString translated(const Words& words)
{
    std::vector<std::string> values;
    for (const Argument& argument : words.arguments())
        values.push_back(std::visit([](const auto& value) { return shown(value); }, argument.value).toStdString());
    // The context in which packaging/translations/patterns.py hands the patterns to lupdate.
    const QString pattern = QCoreApplication::translate("Words", words.pattern().c_str());
    return QString::fromStdString(filled(pattern.toStdString(), values));
}

QStringList translated(const std::vector<Words>& list)
{
    QStringList out;
    for (const Words& words : list)
        out << translated(words);
    return out;
}

QString translated(const Error& error)
{
    return translated(error.sentence());
}

} // namespace ropewalk::views
