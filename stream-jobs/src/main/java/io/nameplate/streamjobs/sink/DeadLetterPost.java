/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.nameplate.streamjobs.flow.DeadLetters;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files dead letters with the ledger on a thread of its own; while the ledger is away they wait, and settlement does not. */
final class DeadLetterPost implements AutoCloseable {

    /** How letters get to the ledger. */
    interface Post {
        LedgerAnswer send(String body) throws InterruptedException;
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(DeadLetterPost.class);
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BATCH = 50;
    private static final long PACE_MILLIS = 1000;

    private final String job;
    private final DeadLetters letters;
    private final Post post;
    private final Thread thread = new Thread(this::run, "dead-letters");

    DeadLetterPost(String job, DeadLetters letters, Post post) {
        this.job = job;
        this.letters = letters;
        this.post = post;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                List<DeadLetters.Letter> batch = letters.waiting(BATCH);
                if (batch.isEmpty() || !isDone(post.send(json(batch)))) {
                    TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
                } else {
                    letters.done(batch.size());
                }
            }
        } catch (InterruptedException e) {
            LOGGER.atTrace().log("stopped filing dead letters");
        }
    }

    /** False while it should be tried again. */
    private static boolean isDone(LedgerAnswer answer) {
        if (answer instanceof LedgerAnswer.Unfit unfit) {
            LOGGER.atWarn().addKeyValue("reason", unfit.reason()).log("the ledger does not file dead letters");
        }
        return !(answer instanceof LedgerAnswer.TryAgain);
    }

    private String json(List<DeadLetters.Letter> batch) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("job", job);
            out.writeArrayFieldStart("letters");
            for (DeadLetters.Letter letter : batch) {
                out.writeStartObject();
                out.writeStringField("source", letter.source());
                out.writeStringField("reason", letter.reason());
                out.writeNumberField("bytes", letter.bytes());
                out.writeStringField("sha256", letter.sha256());
                out.writeBinaryField("sample", letter.sample());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new IllegalStateException("a string takes everything", impossible);
        }
        return text.toString();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
