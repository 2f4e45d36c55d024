/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import java.util.List;

/** The rules that MQTT has for topic filters: {@code +} is one level, {@code #} the rest. */
public final class TopicFilter {

    private static final int LONGEST = 65_535;

    private TopicFilter() {}

    /**
     * Checks a filter.
     *
     * @return the filter
     * @throws IllegalArgumentException with a sentence if a broker would refuse it
     */
    public static String check(String filter) {
        if (filter.isEmpty() || filter.length() > LONGEST || filter.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a topic filter has 1 to 65535 characters, none of them NUL");
        }
        List<String> levels = levels(filter);
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            if (level.contains("#") && !(level.equals("#") && i == levels.size() - 1)) {
                throw new IllegalArgumentException("# stands alone in the last level, such as site/#");
            }
            if (level.contains("+") && !level.equals("+")) {
                throw new IllegalArgumentException("+ stands alone in its level, such as site/+/power");
            }
        }
        if (filter.equals("$share") || (filter.startsWith("$share/") && !filter.matches("\\$share/[^/+#]+/.+"))) {
            throw new IllegalArgumentException("a shared subscription is written $share/GROUP/FILTER");
        }
        return filter;
    }

    /** The levels of a filter or topic; those of the filter alone where the subscription is shared. */
    static List<String> levels(String text) {
        String plain = text;
        if (text.startsWith("$share/")) {
            int group = text.indexOf('/', "$share/".length());
            plain = group < 0 ? text : text.substring(group + 1);
        }
        return List.of(plain.split("/", -1));
    }
}
