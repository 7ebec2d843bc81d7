/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.EncryptionSpec;
import org.junit.jupiter.api.Test;

/** Encryption is refused rather than pretended, unless the operator asks for pretence. */
class EncryptionTest extends CatalogFixture {
  private static final EncryptionSpec MANAGED = new EncryptionSpec(true, 1, null, null);
  private static final EncryptionSpec OWN =
      new EncryptionSpec(true, 2, ByteSlice.utf8("key"), ByteSlice.utf8("role"));

  private void acceptEncryption() {
    reopen(new EngineConfig(64, true, false, 1 << 20, 1000));
  }

  @Test
  void encryptionIsRefused() {
    assertInvalid(
        () -> create(Specs.table().encryption(MANAGED)),
        "Server-side encryption is not supported.");
  }

  @Test
  void askingForNoEncryptionIsFine() {
    create(Specs.table().encryption(new EncryptionSpec(false, null, null, null)));

    assertThat(catalog.describe(INSTANCE, "t").encryption())
        .isEqualTo(new EncryptionSpec(false, null, null, null));
  }

  @Test
  void ifConfiguredItIsAcceptedAndEchoed() {
    acceptEncryption();
    create(Specs.table("managed").encryption(MANAGED));
    create(Specs.table("own").encryption(OWN));
    reopen();

    assertThat(catalog.describe(INSTANCE, "managed").encryption()).isEqualTo(MANAGED);
    assertThat(catalog.describe(INSTANCE, "own").encryption()).isEqualTo(OWN);
  }

  @Test
  void theKeyIsNamed() {
    acceptEncryption();

    assertInvalid(
        () -> create(Specs.table().encryption(new EncryptionSpec(true, null, null, null))),
        "Invalid key type of server-side encryption: null.");
    assertInvalid(
        () -> create(Specs.table().encryption(new EncryptionSpec(true, 3, null, null))),
        "Invalid key type of server-side encryption: 3.");
    assertInvalid(
        () ->
            create(
                Specs.table().encryption(new EncryptionSpec(true, 2, ByteSlice.utf8("key"), null))),
        "Key id and role arn are required for the key type SSE_BYOK.");
  }
}
