/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts every fault and logs each sentence once; a hundred different ones are enough for anybody to look. */
final class LoggedRemarks implements Remarks {

    private static final Logger LOG = LoggerFactory.getLogger(LoggedRemarks.class);
    private static final int SENTENCES = 100;

    private final String source;
    private final Consumer<Reason> counter;
    private final Set<String> said = new HashSet<>();

    LoggedRemarks(String source, Consumer<Reason> counter) {
        this.source = source;
        this.counter = counter;
    }

    @Override
    public void count(Reason reason) {
        counter.accept(reason);
    }

    @Override
    public void count(Reason reason, String sentence) {
        counter.accept(reason);
        if (said.size() < SENTENCES && said.add(sentence)) {
            LOG.atWarn()
                    .addKeyValue("source", source)
                    .addKeyValue("reason", reason.label())
                    .addKeyValue("sentence", sentence)
                    .log("message, or a part of one, left out");
        }
    }
}
