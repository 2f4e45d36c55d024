/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The evidence store in a bucket of a server that speaks S3's protocol. */
class BucketEvidenceTest extends EvidenceStoreContract {

    private static final String KEY = "aws.accessKeyId";
    private static final String SECRET = "aws.secretAccessKey";

    private static LocalS3 server;
    private static int made;

    @AutoClose
    private BucketStore store;

    @BeforeAll
    static void start() {
        System.setProperty(KEY, "someone");
        System.setProperty(SECRET, "something");
        server = LocalS3.builder().port(-1).mode(LocalS3Mode.IN_MEMORY).build();
        server.start();
    }

    @AfterAll
    static void stop() {
        server.shutdown();
        System.clearProperty(KEY);
        System.clearProperty(SECRET);
    }

    @BeforeEach
    void bucket() throws Exception {
        String bucket = "evidence-" + ++made;
        HttpRequest create = HttpRequest.newBuilder(endpoint().resolve("/" + bucket))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(create, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        store = open(bucket);
    }

    private static URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    private static BucketStore open(String bucket) {
        return new BucketStore(bucket, "nameplate/", "us-east-1", Optional.of(endpoint()));
    }

    @Override
    ObjectStore objects() {
        return store;
    }

    @Test
    void aBucketThatIsNotThereIsToldByName() {
        assertThat(store.problem()).isEmpty();
        try (BucketStore other = open("nobody-made-this")) {
            assertThat(other.problem())
                    .hasValueSatisfying(
                            said -> assertThat(said).contains("bucket 'nobody-made-this' of the evidence store"));
            assertThatThrownBy(() -> other.write("a/b", new byte[1]))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("s3://nobody-made-this/nameplate/a/b");
        }
    }
}
