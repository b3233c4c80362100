<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
</context>
<context>
    <name>SearchStatus</name>
    <message numerus="yes">
        <source>%n window(s)</source>
        <translation>
            <numerusform>%n Abschnitt</numerusform>
            <numerusform>%n Abschnitte</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>no such file</source>
        <translation>es gibt diese Datei nicht</translation>
    </message>
    <message>
        <source>line {1}</source>
        <translation>Zeile {1}</translation>
    </message>
    <message>
        <source>key {1}</source>
        <translation>Schlüssel {1}</translation>
    </message>
    <message>
        <source>expected a number, found an empty line</source>
        <translation>erwartet ist eine Zahl, hier steht eine leere Zeile</translation>
    </message>
    <message>
        <source>expected {1}, found {2}</source>
        <translation>hier steht {2}, erwartet ist {1}</translation>
    </message>
    <message>
        <source>a whole number from {1} to {2}</source>
        <translation>eine ganze Zahl von {1} bis {2}</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>always</source>
        <translation>immer</translation>
    </message>
    <message>
        <source>a call that reaches past {1}</source>
        <translation>ein Aufruf, der über {1} hinausreicht</translation>
    </message>
    <message>
        <source>turned alike</source>
        <translation>gleich gedreht</translation>
    </message>
    <message>
        <source>found</source>
        <translation>gefunden</translation>
    </message>
    <message>
        <source>as shipped, short</source>
        <translation>wie ausgeliefert, kurz</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>{1} copy</source>
        <translation>Kopie von {1}</translation>
    </message>
    <message>
        <source>{1} at {2}</source>
        <translation>{1} bei {2}</translation>
    </message>
    <message>
        <source>evolution, seed {1}</source>
        <translation>Evolution, Startwert {1}</translation>
    </message>
    <message>
        <source>{1}, {2} threads</source>
        <translation>{1}, {2} Stränge</translation>
    </message>
    <message>
        <source># a copy of {1} with</source>
        <translation># eine Kopie von {1} mit</translation>
    </message>
    <message>
        <source># in place of</source>
        <translation># statt</translation>
    </message>
    <message>
        <source># and {1} tensors as they are</source>
        <translation># und {1} Tensoren, wie sie sind</translation>
    </message>
</context>
</TS>
